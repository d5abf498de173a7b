#!/bin/sh
set -eu
bailiwick validate --help
