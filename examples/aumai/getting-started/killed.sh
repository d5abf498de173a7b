#!/bin/sh
cd "$(dirname "$0")" || exit
bailiwick run --quiet --config one-second.yaml -- python3 -c "while True: pass" 2>&1
echo "exit status $?"
