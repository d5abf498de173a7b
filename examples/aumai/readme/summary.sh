#!/bin/sh
# The agent's output goes to standard output, the summary to standard error.
set -eu
cd "$(dirname "$0")"
bailiwick run --config offline.yaml -- python3 agent.py 2>&1 >/dev/null | tail -n 1
