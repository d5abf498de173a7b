#!/bin/sh
# Every pattern of the guide: none of these variables reaches the agent, a harmless one does.
set -eu
cd "$(dirname "$0")"
export A_KEY=1 A_SECRET=1 A_TOKEN=1 A_PASSWORD=1 A_CREDENTIAL=1
export AWS_X=1 AZURE_X=1 GCP_X=1 OPENAI_X=1 ANTHROPIC_X=1
export MY_SETTING=kept
bailiwick run --quiet --config open-environment.yaml -- env |
    grep -E '^(A_|AWS_|AZURE_|GCP_|OPENAI_|ANTHROPIC_|MY_SETTING)'
