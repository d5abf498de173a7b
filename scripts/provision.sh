# Sourced by ./bailiwick and ./verify: finds a JDK 25, installs or names what is missing, runs Maven.
# Expects $root (the checkout) and $state (the directory of what is built). Writes to stderr only.
# shellcheck shell=sh

say() {
    echo "bailiwick: $1" >&2
}

# Exit status 125: the failure is ours, not that of a command that we were to run.
refuse() {
    say "$1"
    shift
    for line in "$@"; do
        echo "  $line" >&2
    done
    exit 125
}

# ---- JDK

is_jdk_25() {
    [ -x "$1/bin/javac" ] && [ -x "$1/bin/jlink" ] || return 1
    # The release file spares a JVM start for each of the others; the compiler itself has the last word.
    if [ -r "$1/release" ] && ! grep -q '^JAVA_VERSION="25[".]' "$1/release"; then
        return 1
    fi
    case $("$1/bin/javac" -version 2>/dev/null) in
    "javac 25" | "javac 25."* | "javac 25-"* | "javac 25+"*) return 0 ;;
    *) return 1 ;;
    esac
}

# Exports JAVA_HOME.
find_jdk() {
    on_path=$(readlink -f "$(command -v javac)" 2>/dev/null) || on_path=
    for candidate in "${JAVA_HOME:-}" "${on_path%/bin/javac}" /usr/lib/jvm/* /opt/jdk* /opt/java/* /usr/local/jdk* \
        "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
        "${HOME:-/nonexistent}"/.local/share/mise/installs/java/*; do
        if [ -n "$candidate" ] && is_jdk_25 "$candidate"; then
            JAVA_HOME=$candidate
            export JAVA_HOME
            return
        fi
    done
    refuse "no JDK 25 found (looked at JAVA_HOME, PATH, /usr/lib/jvm, /opt, ~/.sdkman, ~/.jdks)" \
        "Debian and Ubuntu: sudo apt-get install openjdk-25-jdk-headless, or temurin-25-jdk from Adoptium's repository" \
        "elsewhere: unpack any JDK 25 and set JAVA_HOME to it"
}

# ---- Debian packages

# Prints the packages that the build and every sandbox need and that are missing.
missing_for_use() {
    command -v bwrap >/dev/null || echo bubblewrap
    command -v gcc >/dev/null || echo gcc
    command -v musl-gcc >/dev/null || echo musl-tools
    [ -e /usr/include/linux/seccomp.h ] || echo linux-libc-dev
    command -v flock >/dev/null || echo util-linux
}

# Prints the packages with which no test has to be skipped.
missing_for_tests() {
    for pair in clang:clang firejail:firejail strace:strace tmux:tmux git:git make:make setpriv:util-linux \
        python3:python3 node:nodejs perl:perl useradd:passwd; do
        command -v "${pair%%:*}" >/dev/null || echo "${pair#*:}"
    done
    [ -n "$(find /usr/lib/clang /usr/lib/llvm-* -name 'libclang_rt.fuzzer*' -print -quit 2>/dev/null)" ] ||
        echo libclang-rt-dev
    [ -e /usr/include/stdio.h ] || echo libc6-dev
}

may_install() {
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" = 0 ]; then
        elevate=
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        elevate='sudo -n'
    else
        return 1
    fi
}

# Installs the packages; the answer is whether that worked. may_install has been asked before.
install_packages() {
    say "installing $*"
    log=$(mktemp) || return 1
    # The lists of a new machine are empty, those of an old one name files that are gone: refresh them either way.
    # shellcheck disable=SC2086 # $elevate is two words or none
    if {
        $elevate env DEBIAN_FRONTEND=noninteractive apt-get update -q || true
        $elevate env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
    } >"$log" 2>&1 </dev/null; then
        rm -f "$log"
    else
        tail -n 20 "$log" >&2
        rm -f "$log"
        return 1
    fi
}

provision_for_use() {
    packages=$(missing_for_use)
    if [ -n "$packages" ]; then
        packages=$(echo "$packages" | sort -u | tr '\n' ' ')
        # shellcheck disable=SC2086 # one word for each package
        if ! may_install || ! install_packages $packages; then
            refuse "missing: $packages" "Debian and Ubuntu: sudo apt-get install ${packages% }" \
                "elsewhere: the distribution's packages of bubblewrap, gcc, musl and the kernel headers"
        fi
    fi
    version=$(bwrap --version 2>/dev/null)
    case ${version#bubblewrap } in
    0.[0-7] | 0.[0-7].* | "")
        refuse "${version:-bubblewrap} is too old: 0.8 brought --disable-userns, which every sandbox needs" \
            "Debian 12, Ubuntu 23.04 and later have it: sudo apt-get install bubblewrap"
        ;;
    esac
}

# Missing test tools are no failure: the tests that need one are skipped by its name, and the skips are counted.
provision_for_tests() {
    packages=$(missing_for_tests | sort -u | tr '\n' ' ')
    [ -n "$packages" ] || return 0
    # shellcheck disable=SC2086
    if ! may_install || ! install_packages $packages; then
        say "not installed, so the tests that need them are skipped: $packages"
    fi
}

# ---- Maven

# maven ARGUMENT...: the wrapper, in the checkout, with the repository of $HOME or, where that cannot be written, ours.
maven() (
    cd "$root" || exit 125
    if [ -n "${HOME:-}" ] && [ -d "$HOME" ] && [ -w "$HOME" ]; then
        maven_home=$HOME
    else
        maven_home=$(cd "$state" && pwd)
    fi
    HOME=$maven_home MAVEN_OPTS="${MAVEN_OPTS:-} -Duser.home=$maven_home" ./mvnw -B -ntp "$@" </dev/null
)
