package io.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentFilterTest {

    private static final Map<String, String> OURS =
            Map.of(
                    "PATH", "/usr/bin",
                    "HOME", "/home/agent",
                    "TMPDIR", "/tmp",
                    "USER", "agent",
                    "LOGNAME", "agent",
                    "SHELL", "/bin/sh",
                    "LANG", "C.UTF-8");

    private static CapabilityDeclaration reading(String... allowlist) {
        CapabilityDeclaration.Builder builder =
                CapabilityDeclaration.builder().permissions(Permissions.READ_ENV);
        return (allowlist.length == 0 ? builder : builder.envAllowlist(allowlist)).build();
    }

    private static Map<String, String> apply(
            CapabilityDeclaration capability, Map<String, String> host) {
        return EnvironmentFilter.apply(host, capability, "/usr/bin");
    }

    private static boolean passes(CapabilityDeclaration capability, String name) {
        return apply(capability, Map.of(name, "canary-" + name)).containsValue("canary-" + name);
    }

    @Test
    void withoutReadEnvNothingOfTheHostPasses() {
        Map<String, String> host = new HashMap<>();
        for (String name :
                List.of(
                        "PATH",
                        "HOME",
                        "TMPDIR",
                        "USER",
                        "LANG",
                        "PYTHONPATH",
                        "TEMP",
                        "TMP",
                        "X")) {
            host.put(name, "canary");
        }
        assertThat(apply(CapabilityDeclaration.defaults(), host)).isEqualTo(OURS);
    }

    @Test
    void anAllowlistWithoutReadEnvHasNoEffect() {
        CapabilityDeclaration capability =
                CapabilityDeclaration.builder().envAllowlist("MY_VAR").build();
        assertThat(apply(capability, Map.of("MY_VAR", "x"))).isEqualTo(OURS);
    }

    @Test
    void withReadEnvOrdinaryVariablesPass() {
        assertThat(apply(reading(), Map.of("MY_VAR", "x", "LANG", "de_DE.UTF-8", "EMPTY", "")))
                .containsEntry("MY_VAR", "x")
                .containsEntry("LANG", "de_DE.UTF-8")
                .containsEntry("EMPTY", "");
    }

    @Test
    void homeAndPathAreAlwaysTheSandboxs() {
        Map<String, String> result =
                apply(reading("HOME", "PATH"), Map.of("HOME", "/home/ada", "PATH", "/evil"));
        assertThat(result).containsEntry("HOME", "/home/agent").containsEntry("PATH", "/usr/bin");
    }

    @Test
    void anAllowlistRestricts() {
        Map<String, String> host = Map.of("A", "1", "B", "2", "a", "3");
        assertThat(apply(reading("A"), host)).containsEntry("A", "1").doesNotContainKeys("B", "a");
    }

    @Test
    void anEmptyAllowlistLeavesTheSandboxsVariablesOnly() {
        CapabilityDeclaration capability =
                CapabilityDeclaration.builder()
                        .permissions("read_env")
                        .envAllowlist(List.of())
                        .build();
        assertThat(apply(capability, Map.of("A", "1"))).isEqualTo(OURS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MY_KEY",
                "MY_SECRET",
                "MY_TOKEN",
                "MY_PASSWORD",
                "MY_CREDENTIAL",
                "AWS_REGION",
                "AZURE_X",
                "GCP_X",
                "OPENAI_X",
                "ANTHROPIC_X",
                "DATABASE_URL",
                "DB_PASS",
                "MYSQL_PWD",
                "PGPASSWORD",
                "SENTRY_DSN",
                "GOOGLE_X",
                "GOOGLE_APPLICATION_CREDENTIALS",
                "GH_TOKEN",
                "GITHUB_X",
                "HF_HOME",
                "SSH_AUTH_SOCK",
                "GPG_AGENT_INFO",
                "DBUS_SESSION_BUS_ADDRESS",
                "WAYLAND_DISPLAY",
                "DISPLAY",
                "XAUTHORITY",
                "KRB5CCNAME",
                "DOCKER_HOST",
                "KUBECONFIG",
                "my_secret",
                "Api_Key",
                "openai_api_key",
                "database_url",
                "aws_session_token",
                "APP_DATABASE_URL",
                "XDG_RUNTIME_DIR",
                "TMUX",
                "NOTIFY_SOCKET",
                "VAULT_ADDR"
            })
    void aSensitiveVariableNeverPassesEvenWhenNamed(String name) {
        assertThat(passes(reading(), name)).isFalse();
        assertThat(passes(reading(name), name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LD_PRELOAD",
                "LD_LIBRARY_PATH",
                "LD_AUDIT",
                "GCONV_PATH",
                "NODE_OPTIONS",
                "PYTHONSTARTUP",
                "PYTHONHOME",
                "PERL5OPT",
                "RUBYOPT",
                "BASH_ENV",
                "ENV",
                "PROMPT_COMMAND",
                "JAVA_TOOL_OPTIONS",
                "_JAVA_OPTIONS",
                "JDK_JAVA_OPTIONS",
                "MAVEN_OPTS",
                "GRADLE_OPTS",
                "GIT_SSH_COMMAND",
                "GIT_CONFIG_COUNT",
                "PAGER",
                "EDITOR",
                "IFS",
                "SSL_CERT_FILE",
                "NODE_EXTRA_CA_CERTS",
                "http_proxy",
                "HTTPS_PROXY",
                "no_proxy",
                "ld_preload",
                "XDG_CONFIG_HOME",
                "TMP",
                "PWD",
                "SSLKEYLOGFILE",
                "BASH_FUNC_x"
            })
    void aVariableThatSteersProgramsPassesOnlyWhenNamedExactly(String name) {
        assertThat(passes(reading(), name)).isFalse();
        assertThat(passes(reading(name + "X", name.substring(1)), name)).isFalse();
        assertThat(passes(reading(name), name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PYTHONPATH",
                "TERM",
                "LC_ALL",
                "MY_CUSTOM_CONFIG",
                "GOAL",
                "KEYBOARD",
                "NODE_ENV",
                "CI",
                "TZ",
                "lower",
                "MONKEY"
            })
    void anOrdinaryVariablePasses(String name) {
        assertThat(passes(reading(), name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A=B", "A\0", "A B", "A\n", "BASH_FUNC_x%%", "ä"})
    void aMalformedNameNeverPasses(String name) {
        assertThat(passes(reading(), name)).isFalse();
    }

    @Test
    void aValueThatTheKernelWouldRefuseNeverPasses() {
        Map<String, String> result =
                apply(reading(), Map.of("NUL", "a\0b", "LONG", "x".repeat(131_072), "OK", "a\nb"));
        assertThat(result).doesNotContainKeys("NUL", "LONG").containsEntry("OK", "a\nb");
    }

    @Test
    void anEnvironmentThatIsTooLargeIsRefused() {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            many.put("V" + i, "");
        }
        assertThatThrownBy(() -> apply(reading(), many))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("100007 variables");
        Map<String, String> large = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            large.put("V" + i, "x".repeat(100_000));
        }
        assertThatThrownBy(() -> apply(reading(), large))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theOrderIsByName() {
        assertThat(apply(reading(), Map.of("Z", "1", "A", "2", "M", "3")).keySet())
                .containsExactly(
                        "A", "HOME", "LANG", "LOGNAME", "M", "PATH", "SHELL", "TMPDIR", "USER",
                        "Z");
    }

    @Test
    void anEmptyPathHasAFallback() {
        assertThat(EnvironmentFilter.apply(Map.of(), CapabilityDeclaration.defaults(), ""))
                .containsEntry("PATH", "/usr/local/bin:/usr/bin:/bin");
    }

    @Test
    void aPathKeepsWhatTheSandboxCanRead() {
        FilesystemRules rules =
                FilesystemRules.compile(
                        FilesystemConfig.defaults(), Path.of("/home/ada/p"), Path.of("/home/ada"));
        assertThat(
                        EnvironmentFilter.path(
                                List.of(
                                        "/usr/bin/",
                                        "",
                                        ".",
                                        "relative",
                                        "/home/ada/.pyenv/shims",
                                        "/home/ada/bin",
                                        "/tmp/build/bin",
                                        "/home/agent/bin",
                                        "/usr/bin",
                                        "/home/ada/p/node_modules/.bin",
                                        "/sbin"),
                                rules))
                .isEqualTo("/usr/bin:/home/ada/.pyenv/shims:/home/ada/p/node_modules/.bin:/sbin");
    }

    @Test
    void aVerdictSaysWhy() {
        EnvironmentFilter filter = new EnvironmentFilter(reading("AWS_X", "LD_PRELOAD"));
        assertThat(filter.explain("AWS_X").why())
                .isEqualTo("it is sensitive: it matches 'AWS_*' and never passes");
        assertThat(filter.explain("LD_PRELOAD").why()).isEqualTo("env_allowlist names it");
        assertThat(filter.explain("OTHER").why()).isEqualTo("it is not in env_allowlist");
        assertThat(filter.explain("HOME").why())
                .isEqualTo("the sandbox sets it to a value of its own");
        assertThat(new EnvironmentFilter(CapabilityDeclaration.defaults()).explain("X").why())
                .isEqualTo("the permission 'read_env' is not granted");
    }
}
