#!/bin/sh
# Tests of the native binary that need no sandbox.
#   check.sh regress        unit tests under sanitizers, each fuzzer over its seeds and 20,000 runs; seconds
#   check.sh fuzz SECONDS   each fuzzer for that long; new inputs are kept in $CORPUS
# BUILD (default: a temporary directory) receives the programs, CORPUS (default: $BUILD/corpus) the inputs.
# Exit status: 0 passed, 1 failed, 77 a tool is missing (named on stderr), 64 usage.
set -eu

here=$(cd "${0%/*}" && pwd)
main=$here/../../main/c
targets='frames launch configuration execution tree'
sources="$main/wire.c $main/util.c $main/launch.c $main/decode.c $main/channel.c $main/request.c $main/tree.c $here/samples.c"

usage() {
    echo "usage: check.sh regress | fuzz SECONDS" >&2
    exit 64
}

case ${1-} in
    regress) [ $# -eq 1 ] || usage; limit='-runs=20000' ;;
    fuzz)
        [ $# -eq 2 ] || usage
        case $2 in '' | *[!0-9]* | 0*) usage ;; esac
        limit="-max_total_time=$2" ;;
    *) usage ;;
esac

command -v clang >/dev/null || { echo 'check.sh: skipped, clang is missing' >&2; exit 77; }

if [ -z "${BUILD-}" ]; then
    BUILD=$(mktemp -d)
    trap 'rm -rf "$BUILD"' EXIT
    trap 'exit 1' INT TERM
fi
mkdir -p "$BUILD"
CORPUS=${CORPUS-$BUILD/corpus}
mkdir -p "$CORPUS"

flags="-std=gnu11 -O1 -g -fno-omit-frame-pointer -Wall -Wextra -Werror -Wshadow -I$main -I$here"
sanitizers='-fsanitize=address,undefined -fno-sanitize-recover=all'

# The sanitizers and the fuzzer are libraries of their own, which a distribution may package apart.
echo 'int LLVMFuzzerTestOneInput(const char *d, unsigned long n); int LLVMFuzzerTestOneInput(const char *d, unsigned long n) { return d && n ? 0 : 0; }' \
    >"$BUILD/probe.c"
clang -fsanitize=fuzzer,address,undefined -o "$BUILD/probe" "$BUILD/probe.c" 2>/dev/null || {
    echo 'check.sh: skipped, the runtime libraries of clang (libclang-rt-dev) are missing' >&2
    exit 77
}

mkdir -p "$BUILD/fuzzer"
(cd "$BUILD/fuzzer" && clang $flags $sanitizers -fsanitize=fuzzer-no-link -c $sources)
clang $flags $sanitizers -fsanitize=fuzzer-no-link -o "$BUILD/unit" "$here/unit.c" "$BUILD"/fuzzer/*.o
clang $flags $sanitizers -fsanitize=fuzzer-no-link -o "$BUILD/corpus-seeds" "$here/corpus.c" "$BUILD"/fuzzer/*.o
"$BUILD/unit"
echo 'unit: passed'
"$BUILD/corpus-seeds" "$CORPUS"

for target in $targets; do
    clang $flags $sanitizers -fsanitize=fuzzer -o "$BUILD/fuzz-$target" "$here/fuzz_$target.c" "$BUILD"/fuzzer/*.o
    if "$BUILD/fuzz-$target" $limit -seed=1 -max_len=65536 -rss_limit_mb=1024 -timeout=10 -print_final_stats=1 \
        -artifact_prefix="$BUILD/$target-" "$CORPUS/$target" >"$BUILD/$target.log" 2>&1; then
        echo "fuzz $target: passed, $(sed -n 's/^stat::number_of_executed_units: *//p' "$BUILD/$target.log") runs"
    else
        tail -n 40 "$BUILD/$target.log" >&2
        echo "fuzz $target: FAILED" >&2
        exit 1
    fi
done
