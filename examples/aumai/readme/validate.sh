#!/bin/sh
set -eu
cd "$(dirname "$0")"
bailiwick validate --config capability.yaml
