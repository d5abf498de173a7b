#!/bin/sh
# Sandboxes are found from any process of the same user while they live.
set -eu
bailiwick inspect --help

log=$(mktemp)
mkfifo "$log.in"
bailiwick run -- cat <"$log.in" 2>"$log" &
exec 3>"$log.in"
id=
while [ -z "$id" ]; do
    id=$(sed -n 's/.*created  id=\([^ ]*\).*/\1/p' "$log")
done
bailiwick inspect --sandbox-id "$id" | sed -n '2,3p'
exec 3>&-
wait
rm -f "$log" "$log.in"
bailiwick inspect --sandbox-id "$id" 2>&1 || echo "exit status $?"
