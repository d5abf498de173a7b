#!/bin/sh
# The capability names a host, which run refuses until there is an egress gateway; without that rule it runs as shown.
cd "$(dirname "$0")" || exit
bailiwick run --config my_capability.yaml -- python3 -c "print('hello from sandbox')" 2>&1
echo "exit status $?"
bailiwick run --config my_offline.yaml -- python3 -c "print('hello from sandbox')" 2>&1
