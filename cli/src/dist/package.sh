#!/bin/sh
# package.sh JDK JAR DEPENDENCIES TARGET NAME
#
# Makes TARGET/NAME.tar.gz of the command line's JAR and the jars in the directory DEPENDENCIES: a runtime image with
# only the modules that they need, the jars, an AOT cache from a training run, and the launcher. The unpacked form stays in TARGET/dist/NAME.
set -eu
umask 022

jdk=$1 jar=$2 dependencies=$3 target=$4 name=$5
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../../.." && pwd)
home=$target/dist/$name
epoch='2026-01-01 00:00:00 UTC'
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS CLASSPATH

fail() {
    echo "bailiwick: $1" >&2
    exit 1
}

# The image depends on the JDK and the module list alone, so it is kept from one packaging to the next.
link_runtime() {
    modules=$("$jdk/bin/jdeps" --multi-release 25 --ignore-missing-deps --print-module-deps "$home"/lib/*.jar \
        2>/dev/null | grep -v '^Warning' | tail -n 1)
    case $modules in
    java.base*) ;;
    *) fail "jdeps named no modules: $modules" ;;
    esac
    wanted=$(cat "$jdk/release"; echo "$modules")
    if [ ! -f "$target/runtime.inputs" ] || [ "$wanted" != "$(cat "$target/runtime.inputs")" ]; then
        rm -rf "$target/runtime" "$target/runtime.inputs"
        "$jdk/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --vm=server \
            --output "$target/runtime"
        printf '%s\n' "$wanted" >"$target/runtime.inputs"
    fi
    cp -a "$target/runtime" "$home/runtime"
}

write_launcher() {
    classpath=
    for library in "$home"/lib/*.jar; do
        classpath="$classpath:\$home/lib/${library##*/}"
    done
    flags=$(tr '\n' ' ' <"$here/jvm.flags")
    sed -e "s|@CLASSPATH@|${classpath#:}|" -e "s|@FLAGS@|${flags% }|" "$here/bin/bailiwick" >"$home/bin/bailiwick"
    chmod 0755 "$home/bin/bailiwick"
}

# One real run trains the cache. Where the build host cannot start a sandbox, validating the file must do.
# The run's own state goes to a directory that is thrown away.
train() {
    scratch=$(mktemp -d)
    mkdir "$scratch/work" "$scratch/home"
    cp "$here/training.yaml" "$scratch/work/"
    sed -e "s|AOTCache=|AOTCacheOutput=|" "$home/bin/bailiwick" >"$home/bin/train"
    for arguments in "run --config training.yaml -- true" "validate training.yaml"; do
        rm -f "$home/lib/bailiwick.aot"
        # shellcheck disable=SC2086 # the words are ours and meant to be split
        if (cd "$scratch/work" && env -i PATH="$PATH" HOME="$scratch/home" LANG=C.UTF-8 \
            XDG_RUNTIME_DIR="$scratch/home" XDG_STATE_HOME="$scratch/home/state" \
            timeout 120 sh "$home/bin/train" $arguments) >"$target/training.log" 2>&1 </dev/null &&
            [ -s "$home/lib/bailiwick.aot" ]; then
            trained=$arguments
            break
        fi
        trained=
    done
    rm -rf "$scratch" "$home/bin/train"
    if [ -z "$trained" ]; then
        cat "$target/training.log" >&2
        fail "the training run failed"
    fi
    echo "AOT cache trained with: bailiwick $trained"
}

# The JVM accepts a cache only with the very jars, by size and time, that it was made with: times are fixed before.
fix_times() {
    find "$home" -exec touch -h -d "$epoch" {} +
}

rm -rf "$target/dist" "$target"/*.tar.gz
mkdir -p "$home/bin" "$home/lib"
cp "$jar" "$dependencies"/*.jar "$home/lib/"
cp "$root/LICENSE" "$home/"
"$jdk/bin/java" "$here/Modernize.java" "$home"/lib/*.jar
link_runtime
write_launcher
fix_times
train
fix_times
tar -C "$target/dist" --sort=name --owner=0 --group=0 --numeric-owner -cf - "$name" | gzip -n -6 >"$target/$name.tar.gz.new"
mv -f "$target/$name.tar.gz.new" "$target/$name.tar.gz"
