#!/bin/sh
# The capability names a host. Until there is an egress gateway that holds such a rule, run refuses it.
cd "$(dirname "$0")" || exit
bailiwick run --config capability.yaml -- python3 agent.py --task "summarize docs" 2>&1
echo "exit status $?"
