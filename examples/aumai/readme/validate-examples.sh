#!/bin/sh
cd "$(dirname "$0")" || exit

# Human-readable
bailiwick validate --config capability.yaml

# Machine-readable for CI scripts
bailiwick validate --config capability.yaml --output json | head -n 3

# Invalid file produces exit code 1
bailiwick validate --config broken.yaml --output json
echo "exit status $?"
