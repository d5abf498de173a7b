package io.bailiwick.policy.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RuleExplanationTest {
    private static final PermissionRule FILE = PermissionRule.file("/a/b", Permission.READ).at(1);
    private static final PermissionRule DIRECTORY =
            PermissionRule.directory("/a", Permission.WRITE).at(1);
    private static final PermissionRule LOW = PermissionRule.glob("**", Permission.VIEW);

    private static RuleExplanation explain(String path, PermissionRule... rules) {
        return CompiledRules.compile(List.of(rules)).explain(path);
    }

    private static String why(PermissionRule lost, PermissionRule won) {
        RuleExplanation explanation = explain("/a/b", lost, won);
        assertThat(explanation.rule()).contains(won);
        assertThat(explanation.lost()).extracting(RuleExplanation.Lost::rule).containsExactly(lost);
        return explanation.lost().getFirst().why();
    }

    @Test
    void theDecidingRuleAndTheLosersAreNamedStrongestFirst() {
        assertThat(explain("a//b", LOW, DIRECTORY, FILE).text())
                .isEqualTo(
                        """
                        /a/b: read
                          decided by read '/a/b' (file, priority 1)
                          not by write '/a' (directory, priority 1): a directory rule yields to a file rule
                          not by view '**' (glob, priority 0): its priority 0 is lower than 1\
                        """);
    }

    @Test
    void eachStepOfTheOrderIsAReason() {
        assertThat(why(LOW, FILE)).isEqualTo("its priority 0 is lower than 1");
        assertThat(why(DIRECTORY, FILE)).isEqualTo("a directory rule yields to a file rule");
        assertThat(why(LOW, PermissionRule.glob("/a/**", Permission.READ)))
                .isEqualTo("it is less specific, with 0 against 153");
        assertThat(why(DIRECTORY, PermissionRule.directory("/a/b", Permission.WRITE).at(1)))
                .isEqualTo("the other directory lies deeper");
        assertThat(why(LOW, PermissionRule.glob("**", Permission.NONE)))
                .isEqualTo("it is as strong, and none is the stricter one");
        assertThat(why(PermissionRule.glob("**/b", Permission.VIEW), LOW))
                .isEqualTo("it is as strong, and says the same");
    }

    @Test
    void aPathThatNoRuleMatchesSaysSo() {
        assertThat(explain("/x", FILE).text())
                .isEqualTo("/x: hidden\n  no rule matches it, so it does not exist");
    }

    @Test
    void aDirectoryToBePassedThroughSaysSo() {
        assertThat(explain("/a", FILE).text())
                .isEqualTo(
                        """
                        /a: traverse only
                          no rule matches it, so it does not exist
                          a directory there can be entered, and lists what is visible in it\
                        """);
    }

    @Test
    void aRuleThatHidesTheDirectoryAboveIsTheReason() {
        RuleExplanation explanation =
                explain("/.env.d/x", LOW, PermissionRule.glob("**/.env*", Permission.NONE).at(9));
        assertThat(explanation.effective()).isEqualTo(EffectivePermission.HIDDEN);
        assertThat(explanation.rule()).map(PermissionRule::priority).contains(9);
    }
}
