#!/bin/sh
# CPU and memory are always measured, for the whole process tree: no extra to install.
set -eu
bailiwick run --output json -- true 2>&1 | grep -o '"[a-z_]*_\(seconds\|mb\|used\|usd\)":' | sort -u
