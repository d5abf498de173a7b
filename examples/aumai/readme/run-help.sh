#!/bin/sh
set -eu
bailiwick run --help
