package io.bailiwick.policy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The tables of variable names, all in upper case; names are compared without regard to case. */
final class EnvironmentNames {
    private static final List<String> SECRET_ENDINGS =
            List.of(
                    "_KEY",
                    "_SECRET",
                    "_TOKEN",
                    "_PASSWORD",
                    "_CREDENTIAL",
                    "_CREDENTIALS",
                    "_PASS",
                    "_PWD",
                    "_DSN",
                    "_PAT",
                    "_AUTH",
                    "_COOKIE",
                    "_SESSION",
                    "_KEY_ID",
                    "_WEBHOOK",
                    "_WEBHOOK_URL",
                    "TOKEN",
                    "_CONNECTION_STRING",
                    "_DATABASE_URL",
                    "_DB_URL",
                    "_REDIS_URL",
                    "_MONGO_URL",
                    "_MONGODB_URI",
                    "_POSTGRES_URL",
                    "_JDBC_URL");

    private static final List<String> SECRET_PARTS =
            List.of(
                    "PASSWORD",
                    "PASSWD",
                    "PASSPHRASE",
                    "SECRET",
                    "CREDENTIAL",
                    "APIKEY",
                    "API_KEY",
                    "PRIVATE_KEY",
                    "ACCESS_KEY",
                    "PRIVATEKEY",
                    "AUTHTOKEN",
                    "_AUTHORIZATION");

    private static final List<String> SECRET_BEGINNINGS =
            List.of(
                    "AWS_",
                    "AZURE_",
                    "GCP_",
                    "GOOGLE_",
                    "GCLOUD_",
                    "CLOUDSDK_",
                    "OPENAI_",
                    "ANTHROPIC_",
                    "CLAUDE_",
                    "GEMINI_",
                    "MISTRAL_",
                    "COHERE_",
                    "GROQ_",
                    "DEEPSEEK_",
                    "OPENROUTER_",
                    "TOGETHER_",
                    "REPLICATE_",
                    "PERPLEXITY_",
                    "XAI_",
                    "HF_",
                    "HUGGINGFACE_",
                    "HUGGING_FACE_",
                    "WANDB_",
                    "GH_",
                    "GITHUB_",
                    "GITLAB_",
                    "BITBUCKET_",
                    "CI_JOB_",
                    "CI_REGISTRY_",
                    "DOCKER_",
                    "VAULT_",
                    "CONSUL_",
                    "NOMAD_",
                    "DIGITALOCEAN_",
                    "HEROKU_",
                    "CLOUDFLARE_",
                    "CF_API",
                    "STRIPE_",
                    "TWILIO_",
                    "SENDGRID_",
                    "SLACK_",
                    "DISCORD_",
                    "TELEGRAM_",
                    "TWINE_",
                    "ARTIFACTORY_",
                    "TF_VAR_",
                    "OP_SESSION",
                    "DBUS_",
                    "SSH_",
                    "GPG_",
                    "SUDO_",
                    "KRB5",
                    "XDG_SESSION",
                    "SYSTEMD_",
                    "BAILIWICK_");

    private static final Set<String> SECRETS =
            Set.of(
                    "PASSWORD",
                    "PASS",
                    "SECRET",
                    "KEY",
                    "AUTH",
                    "CREDENTIALS",
                    "DSN",
                    "DATABASE_URL",
                    "REDIS_URL",
                    "MONGO_URL",
                    "MONGODB_URI",
                    "MONGO_URI",
                    "POSTGRES_URL",
                    "MYSQL_URL",
                    "AMQP_URL",
                    "RABBITMQ_URL",
                    "CLICKHOUSE_URL",
                    "ELASTICSEARCH_URL",
                    "CELERY_BROKER_URL",
                    "BROKER_URL",
                    "CONNECTION_STRING",
                    "SQLALCHEMY_DATABASE_URI",
                    "JDBC_URL",
                    "PGPASSFILE",
                    "PGSERVICEFILE",
                    "MYSQL_TEST_LOGIN_FILE",
                    "NETRC",
                    "KUBECONFIG",
                    "WAYLAND_DISPLAY",
                    "DISPLAY",
                    "XAUTHORITY",
                    "ICEAUTHORITY",
                    "SESSION_MANAGER",
                    "GNOME_KEYRING_CONTROL",
                    "GNOME_KEYRING_PID",
                    "ICECC_SOCKET",
                    "TMUX",
                    "TMUX_PANE",
                    "STY",
                    "PULSE_SERVER",
                    "PIPEWIRE_REMOTE",
                    "XDG_RUNTIME_DIR",
                    "LISTEN_FDS",
                    "LISTEN_PID",
                    "NOTIFY_SOCKET",
                    "CREDENTIALS_DIRECTORY",
                    "VSCODE_IPC_HOOK_CLI",
                    "VSCODE_GIT_IPC_HANDLE",
                    "CONTAINER_HOST",
                    "PODMAN_HOST",
                    "LIBVIRT_DEFAULT_URI");

    private static final List<String> INJECTION_BEGINNINGS =
            List.of(
                    "LD_",
                    "DYLD_",
                    "GCONV_",
                    "GLIBC_",
                    "GIT_",
                    "BASH_FUNC_",
                    "CORECLR_",
                    "COR_",
                    "XDG_",
                    "GST_PLUGIN_",
                    "PIP_",
                    "UV_",
                    "CARGO_",
                    "LUA_",
                    "OPENSSL_",
                    "NPM_CONFIG_",
                    "R_PROFILE",
                    "R_ENVIRON",
                    "VK_",
                    "PYTHON");

    private static final Set<String> INJECTIONS =
            Set.of(
                    "NODE_OPTIONS",
                    "NODE_PATH",
                    "NODE_EXTRA_CA_CERTS",
                    "NODE_TLS_REJECT_UNAUTHORIZED",
                    "NODE_REPL_EXTERNAL_MODULE",
                    "ELECTRON_RUN_AS_NODE",
                    "PERL5OPT",
                    "PERL5LIB",
                    "PERL5DB",
                    "PERLLIB",
                    "RUBYOPT",
                    "RUBYLIB",
                    "RUBYSHELL",
                    "GEM_HOME",
                    "GEM_PATH",
                    "BUNDLE_GEMFILE",
                    "BUNDLE_PATH",
                    "BASH_ENV",
                    "ENV",
                    "PROMPT_COMMAND",
                    "PS0",
                    "PS1",
                    "PS4",
                    "IFS",
                    "CDPATH",
                    "GLOBIGNORE",
                    "BASHOPTS",
                    "SHELLOPTS",
                    "ZDOTDIR",
                    "FPATH",
                    "HISTFILE",
                    "INPUTRC",
                    "JAVA_TOOL_OPTIONS",
                    "_JAVA_OPTIONS",
                    "JDK_JAVA_OPTIONS",
                    "JDK_JAVAC_OPTIONS",
                    "CLASSPATH",
                    "MAVEN_OPTS",
                    "MAVEN_ARGS",
                    "PAGER",
                    "MANPAGER",
                    "EDITOR",
                    "VISUAL",
                    "BROWSER",
                    "FCEDIT",
                    "LESSOPEN",
                    "LESSCLOSE",
                    "LESSKEY",
                    "SSL_CERT_FILE",
                    "SSL_CERT_DIR",
                    "CURL_CA_BUNDLE",
                    "CURL_HOME",
                    "REQUESTS_CA_BUNDLE",
                    "WGETRC",
                    "GETCONF_DIR",
                    "RESOLV_HOST_CONF",
                    "HOSTALIASES",
                    "LOCALDOMAIN",
                    "RES_OPTIONS",
                    "NLSPATH",
                    "LOCPATH",
                    "TZDIR",
                    "TERMINFO",
                    "TERMINFO_DIRS",
                    "TERMCAP",
                    "MALLOC_TRACE",
                    "PHPRC",
                    "PHP_INI_SCAN_DIR",
                    "GOFLAGS",
                    "GOPROXY",
                    "GOENV",
                    "GOTOOLCHAIN",
                    "GOINSECURE",
                    "GONOSUMDB",
                    "RUSTC",
                    "RUSTC_WRAPPER",
                    "RUSTC_WORKSPACE_WRAPPER",
                    "RUSTFLAGS",
                    "DOTNET_STARTUP_HOOKS",
                    "MAKEFLAGS",
                    "GNUMAKEFLAGS",
                    "MAKEFILES",
                    "CC",
                    "CXX",
                    "LD",
                    "AR",
                    "RSYNC_RSH",
                    "CVS_RSH",
                    "SVN_SSH",
                    "HGRCPATH",
                    "QT_PLUGIN_PATH",
                    "QT_QPA_PLATFORM_PLUGIN_PATH",
                    "GTK_MODULES",
                    "GTK_PATH",
                    "GIO_MODULE_DIR",
                    "AWKPATH",
                    "AWKLIBPATH",
                    "MAIL",
                    "MAILPATH",
                    "SSLKEYLOGFILE",
                    "OLDPWD",
                    "PWD",
                    "SHLVL",
                    "_",
                    "TMP",
                    "TEMP");

    /** Allowed as in a plain environment: it only names directories of modules. */
    private static final String PYTHONPATH = "PYTHONPATH";

    private EnvironmentNames() {}

    /** The name or pattern of a secret, or of a way to a person's agents and desktop. */
    static Optional<String> secret(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (SECRETS.contains(upper)) {
            return Optional.of(upper);
        }
        return beginning(SECRET_BEGINNINGS, upper).or(() -> ending(upper)).or(() -> part(upper));
    }

    /** The name or pattern of a variable that makes programs load or run something else. */
    static Optional<String> injection(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (name.equals(PYTHONPATH)) {
            return Optional.empty();
        }
        if (INJECTIONS.contains(upper)) {
            return Optional.of(upper);
        }
        if (upper.endsWith("_PROXY")) {
            return Optional.of("*_PROXY");
        }
        if (upper.endsWith("_OPTS")) {
            return Optional.of("*_OPTS");
        }
        return beginning(INJECTION_BEGINNINGS, upper);
    }

    private static Optional<String> beginning(List<String> beginnings, String name) {
        for (String beginning : beginnings) {
            if (name.startsWith(beginning)) {
                return Optional.of(beginning + "*");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> ending(String name) {
        for (String ending : SECRET_ENDINGS) {
            if (name.endsWith(ending)) {
                return Optional.of("*" + ending);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> part(String name) {
        for (String part : SECRET_PARTS) {
            if (name.contains(part)) {
                return Optional.of("*" + part + "*");
            }
        }
        return Optional.empty();
    }
}
