#!/bin/sh
# build.sh OUTPUT_DIRECTORY: builds the static native binary as OUTPUT_DIRECTORY/<arch>/bailiwick-native,
# unless the one that stands there is newer than every source and this script.
set -eu

sources=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
arch=$(uname -m)
mkdir -p "$1/$arch"
output=$(CDPATH='' cd -- "$1/$arch" && pwd)/bailiwick-native
cd "$sources"

if [ -x "$output" ] && [ -z "$(find . -newer "$output" -print -quit)" ]; then
    exit 0
fi

compiler=${BAILIWICK_CC:-musl-gcc}
if ! command -v "$compiler" >/dev/null 2>&1; then
    echo "bailiwick: $compiler is not installed, and the native binary is built with it" >&2
    echo "  on Debian and Ubuntu: sudo apt-get install gcc musl-tools linux-libc-dev" >&2
    exit 1
fi

# musl has no FORTIFY_SOURCE; the kernel's own headers (linux/, asm/) come from the host behind musl's.
"$compiler" -static -Os -std=gnu11 -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes \
    -fstack-protector-strong -ffunction-sections -fdata-sections -fno-ident \
    -idirafter /usr/include -idirafter "/usr/include/$arch-linux-gnu" \
    -Wl,--gc-sections -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--build-id=none -s \
    -o "$output.new.$$" ./*.c || { rm -f "$output.new.$$"; exit 1; }
chmod 0755 "$output.new.$$"
mv -f "$output.new.$$" "$output"
