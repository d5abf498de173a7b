#!/bin/sh
# Only the listed names pass; PATH and HOME have values of the sandbox's own.
set -eu
cd "$(dirname "$0")"
export MY_CUSTOM_CONFIG=debug ANOTHER=lost
bailiwick run --quiet --config environment.yaml -- env | grep -E '^(MY_|ANOTHER)'
