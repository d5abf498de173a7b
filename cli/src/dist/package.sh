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
    # sun.misc.Signal, which SignalRelay finds by name, is in a module that jdeps cannot see.
    modules=$modules,jdk.unsupported
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

# Real commands train the cache, in a working directory that is thrown away. One that fails, such as run on a build host
# that allows no sandbox, leaves the cache without the classes that it would have loaded: slower, never wrong. They are
# true runs, so where root builds they stand in root's audit like any other.
train() {
    scratch=$(mktemp -d)
    mkdir "$scratch/work" "$scratch/home" "$scratch/run" "$scratch/state"
    chmod 0700 "$scratch/run" "$scratch/state"
    cp "$here/training.yaml" "$here/training.commands" "$scratch/work/"
    sed -e "s|AOTCache=|AOTCacheOutput=|" -e "s|io.bailiwick.cli.Main|io.bailiwick.cli.TrainingRun|" \
        "$home/bin/bailiwick" >"$home/bin/train"
    (
        cd "$scratch/work"
        env -i PATH="$PATH" HOME="$scratch/home" LANG=C.UTF-8 XDG_RUNTIME_DIR="$scratch/run" \
            XDG_STATE_HOME="$scratch/state" timeout 120 sh "$home/bin/train" training.commands
    ) >"$target/training.log" 2>&1 </dev/null || true
    rm -rf "$scratch" "$home/bin/train"
    if [ ! -s "$home/lib/bailiwick.aot" ]; then
        cat "$target/training.log" >&2
        fail "the training run made no AOT cache"
    fi
    grep '^trained: ' "$target/training.log"
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
