#!/bin/sh
# Builds the probe as one static binary: build.sh OUTPUT. Compiler by $CC, else musl-gcc, else cc.
set -eu
here=$(dirname "$0")
output=${1:?usage: build.sh OUTPUT}
compiler=${CC:-$(command -v musl-gcc || echo cc)}
case $compiler in
    # The kernel's own headers are not part of musl; searched last, they cannot replace one of its headers.
    *musl*) kernel="-idirafter /usr/include -idirafter /usr/include/$(uname -m)-linux-gnu" ;;
    *) kernel= ;;
esac
# shellcheck disable=SC2086
exec "$compiler" -std=gnu17 -O1 -g0 -static -pthread -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes $kernel \
    -o "$output" "$here"/*.c
