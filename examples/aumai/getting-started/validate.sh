#!/bin/sh
set -eu
cd "$(dirname "$0")"
bailiwick validate --config my_capability.yaml
