package io.bailiwick.policy.workspace;

import static io.bailiwick.policy.workspace.DocumentTables.code;
import static io.bailiwick.policy.workspace.DocumentTables.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the product to every line of the tables of {@code docs/workspace-rules.md}. */
class WorkspaceRulesDocumentTest {
    private static final String DOCUMENT = "workspace-rules.md";
    private static final Pattern RULE = Pattern.compile("(\\w+) `([^`]+)` (\\w+) (\\d+)");

    static Stream<Arguments> matches() throws IOException {
        return rows(DOCUMENT, "| pattern | path | matches |").stream()
                .map(row -> Arguments.of(code(row[0]), code(row[1]), row[2]));
    }

    static Stream<Arguments> refusals() throws IOException {
        return rows(DOCUMENT, "| pattern | refused because |").stream()
                .map(row -> Arguments.of(code(row[0]), row[1]));
    }

    static Stream<Arguments> decisions() throws IOException {
        return rows(DOCUMENT, "| rules | path | result |").stream()
                .map(row -> Arguments.of(row[0], code(row[1]), row[2]));
    }

    @Test
    void theTablesAreThere() throws IOException {
        assertThat(matches()).hasSizeGreaterThan(90);
        assertThat(refusals()).hasSizeGreaterThan(15);
        assertThat(decisions()).hasSizeGreaterThan(25);
    }

    @ParameterizedTest
    @MethodSource("matches")
    void aGlobMatchesWhatTheTableSays(String pattern, String path, String expected) {
        CompiledRules reading = CompiledRules.compile(rule(pattern, Permission.READ));
        CompiledRules hiding = CompiledRules.compile(rule(pattern, Permission.NONE));
        boolean matches = reading.permission(reading.at(path)) == Permission.READ;
        boolean hides = hiding.decidingRule(hiding.at(path)).isPresent();

        assertThat(matches ? "yes" : hides ? "beneath" : "no").isEqualTo(expected);
        assertThat(hides).isEqualTo(!expected.equals("no"));
        assertThat(PathPattern.glob(pattern).matches(path)).isEqualTo(expected.equals("yes"));
    }

    @ParameterizedTest
    @MethodSource("matches")
    void theOracleOfTheRandomTestsAgreesWithTheTable(String pattern, String path, String expected) {
        Oracle reading = new Oracle(rule(pattern, Permission.READ));
        Oracle hiding = new Oracle(rule(pattern, Permission.NONE));

        assertThat(reading.deciding(path).isPresent()).isEqualTo(expected.equals("yes"));
        assertThat(hiding.deciding(path).isPresent()).isEqualTo(!expected.equals("no"));
    }

    private static List<PermissionRule> rule(String pattern, Permission permission) {
        return List.of(PermissionRule.glob(pattern, permission));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aPatternThatTheLanguageDoesNotHaveIsRefused(String pattern, String why) {
        assertThatThrownBy(() -> PathPattern.glob(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @MethodSource("decisions")
    void theStrongestRuleDecides(String list, String path, String expected) {
        CompiledRules rules = CompiledRules.compile(parse(list));
        EffectivePermission found = rules.effective(rules.at(path), path.endsWith("/"));

        assertThat(found.exists() ? found.toString() : "none").isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("decisions")
    void theOrderInWhichTheRulesAreWrittenDoesNotMatter(String list, String path, String expected) {
        CompiledRules rules = CompiledRules.compile(parse(list).reversed());
        EffectivePermission found = rules.effective(rules.at(path), path.endsWith("/"));

        assertThat(found.exists() ? found.toString() : "none").isEqualTo(expected);
    }

    private static List<PermissionRule> parse(String list) {
        List<MatchResult> found = RULE.matcher(list).results().toList();
        assertThat(found).hasSize(list.split(", ").length);
        return found.stream()
                .map(rule ->
                        new PermissionRule(
                                new PathPattern(
                                        constant(PatternType.values(), rule.group(1)),
                                        rule.group(2)),
                                constant(Permission.values(), rule.group(3)),
                                Integer.parseInt(rule.group(4))))
                .toList();
    }

    private static <T> T constant(T[] constants, String word) {
        return Arrays.stream(constants)
                .filter(constant -> constant.toString().equals(word))
                .findFirst()
                .orElseThrow();
    }
}
