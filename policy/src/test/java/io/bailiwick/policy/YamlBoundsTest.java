package io.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlBoundsTest {

    private static String refusal(String yaml) {
        return CapabilityParserTest.refused(yaml).text();
    }

    @Test
    void nestingIsBoundedLongBeforeTheStackIs() {
        assertThat(refusal("[".repeat(500_000)))
                .startsWith("YAML parse error: nested deeper than 32 levels");
        assertThat(refusal("a: " + "{a: ".repeat(100_000)))
                .startsWith("YAML parse error: nested deeper than 32 levels");
    }

    @Test
    void aliasesAreCounted() {
        String yaml = "x: &a 1\ny: [" + "*a, ".repeat(51) + "]\n";
        assertThat(refusal(yaml)).startsWith("YAML parse error: more than 50 aliases");
    }

    @Test
    void anAliasCountsAsOftenAsWhatItStandsFor() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
        for (int i = 1; i < 8; i++) {
            yaml.append("a").append(i).append(": &a").append(i).append(" [");
            yaml.append(("*a" + (i - 1) + ", ").repeat(6)).append("]\n");
        }
        assertThat(refusal(yaml.toString())).startsWith("YAML parse error: more than 10000 values");
    }

    @Test
    void valuesAreCounted() {
        assertThat(refusal("permissions: [" + "read_env, ".repeat(10_000) + "]"))
                .startsWith("YAML parse error: more than 10000 values");
    }

    @Test
    void depthCountsThroughAliases() {
        String deep = "[".repeat(20) + "]".repeat(20);
        assertThat(refusal("a: &a " + deep + "\nb: " + "[".repeat(15) + "*a" + "]".repeat(15)))
                .startsWith("YAML parse error: nested deeper than 32 levels");
    }

    @Test
    void aNodeCannotContainItself() {
        assertThat(refusal("permissions: &a [*a]"))
                .startsWith("YAML parse error: no node before this one has the anchor");
    }

    @Test
    void anAliasStandsForItsNode() {
        CapabilityDeclaration capability =
                CapabilityParser.fromString(
                        "permissions: &p [read_env]\nenv_allowlist: [LANG]\n"
                                + "network_egress_rules: [{domain: &d a.com}, {domain: *d, ports: [1]}]");
        assertThat(capability.networkEgressRules())
                .extracting(NetworkEgressRule::domain)
                .containsExactly("a.com", "a.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sandbox_tier: !!str seccomp",
                "sandbox_tier: ! seccomp",
                "!!javax.script.ScriptEngineManager []",
                "permissions: !!set {read_env}",
                "resource_limits: !include other.yaml"
            })
    void tagsAreRefused(String yaml) {
        assertThat(refusal(yaml)).startsWith("YAML parse error: tags are not accepted");
    }

    @Test
    void aSecondDocumentIsRefused() {
        assertThat(refusal("sandbox_tier: gvisor\n---\nsandbox_tier: seccomp\n"))
                .startsWith("YAML parse error: one document is expected");
    }

    @Test
    void aTextBeyondOneMebibyteIsRefused() {
        assertThat(refusal("#" + "x".repeat(1 << 20)))
                .isEqualTo("YAML parse error: the text has 1048577 characters, limit is 1048576");
    }

    @Test
    void aKeyThatIsNotATextIsRefused() {
        assertThat(refusal("[a, b]: 1")).contains("a key must be a text, got list");
    }

    @Test
    void aMergeKeyIsAnUnknownKey() {
        assertThat(refusal("<<: {sandbox_tier: gvisor}")).contains("unknown key '<<'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "a: \u0007", "\t\ta: 1", "a: b: c", "%FOO", "a: 'x", "@", "`"})
    void whatIsNotYamlIsRefused(String yaml) {
        refusal(yaml);
    }
}
