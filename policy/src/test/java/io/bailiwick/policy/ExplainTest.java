package io.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainTest {
    private static final Path PROJECT = Path.of("/home/ada/project");
    private static final Path HOME = Path.of("/home/ada");

    private static Explanation explain(String yaml, String subject) {
        return Explain.explain(CapabilityParser.fromString(yaml), PROJECT, HOME, subject);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/usr/bin/env | read | read '/usr' (system)",
                "src/Main.java | read and write | write '/home/ada/project' (writable_paths)",
                "~/.ssh | denied | no rule",
                ".env | denied | hide '**/.env*' (hidden by default)",
                "~/.pyenv/.env | denied | hide '**/.env*' (hidden by default)",
                "~/.pyenv/versions | read | read '/home/ada/.pyenv' (toolchain)",
                "/tmp/x | private | private scratch '/tmp' (scratch)",
                "/etc/hosts | read | read '/etc/hosts' (synthetic)",
                "/dev/null | read and write | read '/dev' (private)",
                "/home | read | read '/home' (directory above)"
            })
    void aPathIsExplainedByTheRuleThatDecides(String subject, String verdict, String rule) {
        Explanation explanation =
                explain("filesystem_config: {mode: read_write, writable_paths: [.]}", subject);
        assertThat(explanation.kind()).isEqualTo(Explanation.Kind.PATH);
        assertThat(explanation.verdict()).isEqualTo(verdict);
        assertThat(explanation.allowed()).isEqualTo(!verdict.equals("denied"));
        assertThat(explanation.rule()).isEqualTo(rule);
    }

    @Test
    void aLayerIsExplained() {
        assertThat(explain("filesystem_config: {mode: read_write}", "/usr/lib/x").verdict())
                .isEqualTo("read, writes stay private");
    }

    @Test
    void aVariableIsExplained() {
        Explanation denied = explain("{}", "env:LANG");
        assertThat(denied.allowed()).isFalse();
        assertThat(denied.text())
                .isEqualTo("The agent does not have it: the permission 'read_env' is not granted.");
        Explanation allowed = explain("permissions: [read_env]", "env:LANG");
        assertThat(allowed.verdict()).isEqualTo("allowed");
        assertThat(explain("permissions: [read_env]", "env:AWS_X").allowed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://a.com/x | allowed | It may be contacted, 60 times a minute.",
                "https://a.com:8443 | denied | The connection is refused: rules name 'a.com', but not"
                        + " its port 8443.",
                "https://b.com | denied | The connection is refused: no rule names 'b.com'.",
                "https://a.com@b.com@c.com | denied | The connection is refused: the URL is malformed"
                        + " or ambiguous."
            })
    void aUrlIsExplained(String url, String verdict, String text) {
        Explanation explanation =
                explain("network_egress_rules: [{domain: a.com, ports: [443]}]", url);
        assertThat(explanation.verdict()).isEqualTo(verdict);
        assertThat(explanation.text()).isEqualTo(text);
    }

    @Test
    void withoutRulesThereIsNoNetwork() {
        assertThat(explain("{}", "https://a.com").text())
                .isEqualTo(
                        "The connection is refused: there are no network_egress_rules, so no"
                                + " network.");
    }

    @Test
    void nothingCannotBeExplained() {
        assertThatThrownBy(() -> explain("{}", " ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anExplanationHasAJsonForm() {
        assertThat(Json.canonical(Explain.toValue(explain("{}", "/srv"))))
                .startsWith("{\"allowed\":false,\"kind\":\"path\",\"rule\":\"no rule\",");
    }
}
