package io.bailiwick.policy.paths;

import java.util.List;
import java.util.Set;

/**
 * The parts of a host that programs need to run, and what a sandbox makes in their place.
 *
 * <p>{@code /etc} is an allowlist: a sandbox takes from it what dynamic linking, certificates, time
 * zones, locales and the runtimes need, and nothing that describes the host's users, services or
 * networks.
 */
public final class SystemTrees {
    /** The home directory inside every sandbox; it exists in no host. */
    public static final String AGENT_HOME = "/home/agent";

    private static final List<String> TREES =
            List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt");

    private static final List<String> ETC_NAMES =
            List.of(
                    "ld.so.cache",
                    "ld.so.conf",
                    "ld.so.conf.d",
                    "ld-musl-*.path",
                    "alternatives",
                    "ssl",
                    "ca-certificates",
                    "ca-certificates.conf",
                    "pki",
                    "crypto-policies",
                    "localtime",
                    "timezone",
                    "os-release",
                    "debian_version",
                    "redhat-release",
                    "system-release",
                    "fedora-release",
                    "alpine-release",
                    "lsb-release",
                    "java",
                    "java-*-openjdk",
                    "maven",
                    "gradle",
                    "ant",
                    "python*",
                    "perl",
                    "ruby*",
                    "R",
                    "php",
                    "php*",
                    "lua*",
                    "node*",
                    "ghc",
                    "erlang",
                    "ocaml*",
                    "mime.types",
                    "magic",
                    "magic.mime",
                    "protocols",
                    "services",
                    "rpc",
                    "ethertypes",
                    "gai.conf",
                    "host.conf",
                    "terminfo",
                    "inputrc",
                    "bash.bashrc",
                    "bashrc",
                    "bash_completion.d",
                    "profile",
                    "profile.d",
                    "zsh",
                    "skel",
                    "fonts",
                    "papersize",
                    "paperspecs",
                    "login.defs",
                    "locale.alias",
                    "locale.conf",
                    "locale.gen",
                    "default/locale",
                    "gitconfig",
                    "gitattributes",
                    "vim",
                    "nanorc",
                    "wgetrc",
                    "screenrc",
                    "texmf",
                    "ImageMagick-*",
                    "ghostscript",
                    "gtk-3.0",
                    "mailcap",
                    "emacs",
                    "groff",
                    "manpath.config",
                    "odbcinst.ini",
                    "OpenCL",
                    "vulkan",
                    "nvidia",
                    "glvnd");

    private static final List<String> SYNTHETIC =
            List.of(
                    "/etc/passwd",
                    "/etc/group",
                    "/etc/hosts",
                    "/etc/hostname",
                    "/etc/resolv.conf",
                    "/etc/nsswitch.conf",
                    "/etc/machine-id",
                    "/etc/shells");

    private static final List<String> SCRATCH = List.of("/tmp", "/var/tmp", "/dev/shm", AGENT_HOME);

    private static final List<String> PRIVATE = List.of("/proc", "/dev");

    private static final List<String> ABSENT = List.of("/sys", "/run", "/var/run");

    private static final Set<String> DEVICES =
            Set.of(
                    "/dev/null",
                    "/dev/zero",
                    "/dev/full",
                    "/dev/random",
                    "/dev/urandom",
                    "/dev/tty",
                    "/dev/ptmx",
                    "/dev/stdin",
                    "/dev/stdout",
                    "/dev/stderr");

    private static final List<String> TOOLCHAINS =
            List.of(
                    ".pyenv",
                    ".nvm",
                    ".cargo/bin",
                    ".rustup",
                    ".sdkman",
                    ".rbenv",
                    ".rvm",
                    ".jenv",
                    ".asdf",
                    ".volta",
                    ".deno/bin",
                    ".bun/bin",
                    ".goenv",
                    ".gvm",
                    "go/bin",
                    ".local/bin",
                    ".local/lib",
                    ".local/share/mise",
                    ".local/share/uv",
                    ".local/share/pnpm",
                    ".local/share/fnm",
                    ".local/share/rtx",
                    ".local/pipx",
                    ".local/share/pipx",
                    ".fnm",
                    ".n",
                    ".nodenv",
                    ".plenv",
                    ".phpenv",
                    ".swiftly",
                    ".swiftenv",
                    ".ghcup",
                    ".opam",
                    ".elan",
                    ".juliaup",
                    ".jbang/bin",
                    ".dotnet",
                    ".mix/escripts",
                    ".nix-profile",
                    ".pixi",
                    "miniconda3",
                    "anaconda3",
                    "miniforge3",
                    "mambaforge",
                    ".conda",
                    ".poetry",
                    ".rye");

    private SystemTrees() {}

    /** Directories of the system that are taken whole. */
    public static List<String> trees() {
        return TREES;
    }

    /** Names under {@code /etc} that are taken; some are patterns. */
    public static List<String> etcNames() {
        return ETC_NAMES;
    }

    /** Files that are made for the sandbox and say nothing about the host. */
    public static List<String> synthetic() {
        return SYNTHETIC;
    }

    /** Directories that are private, writable, and empty at the start. */
    public static List<String> scratch() {
        return SCRATCH;
    }

    /** Trees that the sandbox has of its own. */
    public static List<String> privateTrees() {
        return PRIVATE;
    }

    /** Trees that exist in no sandbox. */
    public static List<String> absent() {
        return ABSENT;
    }

    /** Device files that can be written although their directory cannot. */
    public static Set<String> devices() {
        return DEVICES;
    }

    /** Directories of language toolchains, relative to a home directory. */
    public static List<String> toolchains() {
        return TOOLCHAINS;
    }
}
