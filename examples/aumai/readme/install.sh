#!/bin/sh
# Nothing is installed with pip: in a checkout ./bailiwick sets itself up with its first call.
set -eu
bailiwick --version | head -n 1
