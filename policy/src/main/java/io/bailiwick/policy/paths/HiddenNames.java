package io.bailiwick.policy.paths;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Names of files and directories that hold credentials or a person's history. They do not exist for
 * an agent wherever they lie, except in the trees of the system and its toolchains, where {@code
 * *.pem} is the list of certificate authorities that every program needs.
 *
 * <p>{@link #match} is called for each entry of a walk: it looks at the last one to three segments,
 * and compares them by hash and by ending. Names are compared without regard to case, so that
 * {@code SERVER.KEY} is one too.
 */
public final class HiddenNames {
    /** Endings of files that are private keys or key stores. */
    private static final List<String> FILE_ENDINGS =
            List.of(
                    ".pem",
                    ".key",
                    ".p12",
                    ".pfx",
                    ".jks",
                    ".keystore",
                    ".kdbx",
                    ".kdb",
                    ".ppk",
                    ".ovpn",
                    ".keytab",
                    ".tfstate",
                    ".tfvars",
                    ".agekey");

    /** Beginnings of names of files. */
    private static final List<String> FILE_BEGINNINGS =
            List.of("id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "secring.");

    /** Beginnings of names of files and directories alike. */
    private static final List<String> BEGINNINGS = List.of(".env");

    /** Files by name. */
    private static final Set<String> FILES =
            Set.of(
                    ".netrc",
                    "_netrc",
                    ".npmrc",
                    ".yarnrc.yml",
                    ".pypirc",
                    ".git-credentials",
                    ".pgpass",
                    ".my.cnf",
                    ".mylogin.cnf",
                    ".vault-token",
                    ".htpasswd",
                    ".s3cfg",
                    ".boto",
                    ".dockercfg",
                    ".terraformrc",
                    ".smbcredentials",
                    ".cdsapirc",
                    "credentials",
                    "credentials.json",
                    "credentials.toml",
                    "credentials.db",
                    "service-account.json",
                    "service_account.json",
                    "application_default_credentials.json",
                    "secrets.yml",
                    "secrets.yaml",
                    "secrets.json",
                    "secrets.toml",
                    "kubeconfig",
                    "master.key",
                    "wallet.dat",
                    ".bash_history",
                    ".zsh_history",
                    ".sh_history",
                    ".ash_history",
                    ".history",
                    ".python_history",
                    ".node_repl_history",
                    ".psql_history",
                    ".mysql_history",
                    ".sqlite_history",
                    ".rediscli_history",
                    ".dbshell",
                    ".irb_history",
                    ".php_history",
                    ".lesshst",
                    ".viminfo",
                    ".wget-hsts",
                    ".xauthority",
                    ".iceauthority",
                    ".claude.json");

    /** Directories by name, with everything in them. */
    private static final Set<String> DIRECTORIES =
            Set.of(
                    ".ssh",
                    ".gnupg",
                    ".aws",
                    ".azure",
                    ".gcp",
                    ".kube",
                    ".password-store",
                    ".mozilla",
                    ".thunderbird",
                    ".electrum",
                    ".bitcoin",
                    ".vault",
                    ".oci",
                    ".bluemix",
                    ".pki",
                    ".terraform.d",
                    ".gcloud",
                    ".minikube",
                    ".krb5",
                    ".op");

    /** The last two segments, as files or as directories with everything in them. */
    private static final Set<String> PAIRS =
            Set.of(
                    ".docker/config.json",
                    ".config/gcloud",
                    ".config/gh",
                    ".config/hub",
                    ".config/glab-cli",
                    ".config/op",
                    ".config/rclone",
                    ".config/sops",
                    ".config/doctl",
                    ".config/heroku",
                    ".config/google-chrome",
                    ".config/chromium",
                    ".config/bravesoftware",
                    ".config/microsoft-edge",
                    ".config/vivaldi",
                    ".config/opera",
                    ".config/github-copilot",
                    ".config/keybase",
                    ".config/bitwarden",
                    ".config/1password",
                    ".config/helm",
                    ".config/containers",
                    ".config/solana",
                    ".config/pulse",
                    ".config/discord",
                    ".config/slack",
                    ".config/signal",
                    ".m2/settings.xml",
                    ".m2/settings-security.xml",
                    ".gradle/gradle.properties",
                    ".gradle/init.gradle",
                    ".gem/credentials",
                    ".composer/auth.json",
                    ".nuget/nuget.config",
                    ".ivy2/.credentials",
                    ".sbt/.credentials",
                    ".huggingface/token",
                    "huggingface/token",
                    ".kaggle/kaggle.json",
                    ".codex/auth.json",
                    ".claude/.credentials.json",
                    ".gemini/oauth_creds.json",
                    "fish/fish_history",
                    ".ethereum/keystore",
                    ".pulumi/credentials.json",
                    ".subversion/auth",
                    ".cache/mozilla",
                    ".cache/google-chrome",
                    ".cache/chromium",
                    "snap/firefox",
                    "snap/chromium",
                    ".var/app");

    /** The last three segments, likewise. */
    private static final Set<String> TRIPLES =
            Set.of(".local/share/keyrings", ".local/share/kwalletd", ".local/share/fish");

    /** Public lists of certificate authorities that libraries carry along. */
    private static final Set<String> EXCEPTIONS =
            Set.of("cacert.pem", "roots.pem", "ca-bundle.pem", "ca-certificates.pem", "cert.pem");

    /** Files of the system that only its administrator reads; hidden by their whole paths. */
    private static final List<String> SYSTEM_FILES =
            List.of(
                    "/etc/shadow",
                    "/etc/shadow-",
                    "/etc/gshadow",
                    "/etc/gshadow-",
                    "/etc/sudoers",
                    "/etc/sudoers.d",
                    "/etc/ssh",
                    "/etc/ssl/private",
                    "/etc/pki/tls/private",
                    "/etc/krb5.keytab",
                    "/etc/wireguard",
                    "/etc/openvpn",
                    "/etc/ipsec.secrets",
                    "/etc/NetworkManager/system-connections",
                    "/etc/ppp",
                    "/etc/security/opasswd",
                    "/etc/rancher",
                    "/etc/kubernetes",
                    "/etc/docker",
                    "/etc/cups/ssl",
                    "/etc/letsencrypt",
                    "/boot",
                    "/lost+found",
                    "/var/lib/docker",
                    "/var/lib/containerd",
                    "/var/lib/kubelet",
                    "/var/lib/sss",
                    "/var/lib/systemd",
                    "/var/log",
                    "/var/mail",
                    "/var/spool",
                    "/var/backups",
                    "/var/cache/debconf",
                    "/var/crash",
                    "/var/lib/cloud",
                    "/var/lib/NetworkManager",
                    "/var/lib/bailiwick");

    private static final Set<String> SYSTEM_FILE_SET = Set.copyOf(SYSTEM_FILES);

    /** An ending is a dot and what follows the last dot of a name. */
    private static final Set<String> FILE_ENDING_SET = Set.copyOf(FILE_ENDINGS);

    /**
     * The last segments of {@link #PAIRS} and {@link #TRIPLES}: no other name needs its parents.
     */
    private static final Set<String> NAMES_BY_PARENT = lastSegments();

    private HiddenNames() {}

    private static Set<String> lastSegments() {
        Set<String> names = new HashSet<>();
        for (String pair : PAIRS) {
            names.add(pair.substring(pair.lastIndexOf('/') + 1));
        }
        for (String triple : TRIPLES) {
            names.add(triple.substring(triple.lastIndexOf('/') + 1));
        }
        return Set.copyOf(names);
    }

    /**
     * The name or pattern that hides an entry, judged by the entry itself; its parents are not
     * looked at.
     *
     * @param path a normal absolute path
     * @param directory whether the entry is a directory
     */
    public static Optional<String> match(String path, boolean directory) {
        if (SYSTEM_FILE_SET.contains(path)) {
            return Optional.of(path.substring(1));
        }
        int slash = path.lastIndexOf('/');
        String name = lower(path.substring(slash + 1));
        if (name.isEmpty()) {
            return Optional.empty();
        }
        for (String beginning : BEGINNINGS) {
            if (name.startsWith(beginning)) {
                return Optional.of(beginning + "*");
            }
        }
        Optional<String> byName = directory ? directory(name) : file(name);
        if (byName.isPresent()) {
            return byName;
        }
        return NAMES_BY_PARENT.contains(name) ? byParents(path, slash) : Optional.empty();
    }

    private static Optional<String> byParents(String path, int slash) {
        int above = slash <= 0 ? -1 : path.lastIndexOf('/', slash - 1);
        if (above < 0) {
            return Optional.empty();
        }
        String pair = lower(path.substring(above + 1));
        if (PAIRS.contains(pair)) {
            return Optional.of(pair);
        }
        int top = above == 0 ? -1 : path.lastIndexOf('/', above - 1);
        String triple = top < 0 ? "" : lower(path.substring(top + 1));
        return TRIPLES.contains(triple) ? Optional.of(triple) : Optional.empty();
    }

    /** Every name and pattern, as patterns without a leading directory, in a fixed order. */
    public static List<String> globs() {
        List<String> globs = new ArrayList<>();
        BEGINNINGS.forEach(beginning -> globs.add(beginning + "*"));
        FILE_BEGINNINGS.forEach(beginning -> globs.add(beginning + "*"));
        FILE_ENDINGS.forEach(ending -> globs.add("*" + ending));
        FILES.stream().sorted().forEach(globs::add);
        DIRECTORIES.stream().sorted().forEach(globs::add);
        PAIRS.stream().sorted().forEach(globs::add);
        TRIPLES.stream().sorted().forEach(globs::add);
        return List.copyOf(globs);
    }

    /** Names that stay visible although a pattern matches them, in a fixed order. */
    public static List<String> exceptions() {
        return EXCEPTIONS.stream().sorted().toList();
    }

    /** Absolute paths that are hidden in every tree of the host that was declared. */
    public static List<String> systemFiles() {
        return SYSTEM_FILES;
    }

    private static Optional<String> file(String name) {
        if (FILES.contains(name)) {
            return Optional.of(name);
        }
        for (String beginning : FILE_BEGINNINGS) {
            if (name.startsWith(beginning)) {
                return Optional.of(beginning + "*");
            }
        }
        int dot = name.lastIndexOf('.');
        String ending = dot < 0 ? "" : name.substring(dot);
        return FILE_ENDING_SET.contains(ending) && !EXCEPTIONS.contains(name)
                ? Optional.of("*" + ending)
                : Optional.empty();
    }

    private static Optional<String> directory(String name) {
        return DIRECTORIES.contains(name) ? Optional.of(name) : Optional.empty();
    }

    private static String lower(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return name.toLowerCase(Locale.ROOT);
            }
        }
        return name;
    }
}
