package io.bailiwick.policy.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.policy.diagnostics.Severity;
import io.bailiwick.policy.workspace.RuleFinding.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RuleLintTest {
    private static final int LISTS = Integer.getInteger("bailiwick.lint", 400);

    private static List<PermissionRule> rules(PermissionRule... rules) {
        return List.of(rules);
    }

    private static PermissionRule glob(String pattern, Permission permission) {
        return PermissionRule.glob(pattern, permission);
    }

    @Test
    void rulesThatEachDecideSomethingAreClean() {
        assertThat(
                        RuleLint.check(
                                rules(
                                        glob("**", Permission.READ),
                                        glob("/docs/**", Permission.WRITE),
                                        glob("**/.env*", Permission.NONE).at(100),
                                        PermissionRule.file("/.env", Permission.READ).at(100),
                                        PermissionRule.directory("/docs/a", Permission.VIEW))))
                .isEmpty();
    }

    @Test
    void aRuleThatAStrongerOneCoversIsFoundWithTheStrongerOneAndTheReason() {
        PermissionRule strong = glob("/docs/**", Permission.READ);
        PermissionRule weak = glob("/docs/*.md", Permission.NONE);

        List<RuleFinding> findings = RuleLint.check(rules(weak, strong));

        assertThat(findings).hasSize(1);
        RuleFinding finding = findings.getFirst();
        assertThat(finding.index()).isZero();
        assertThat(finding.rule()).isEqualTo(weak);
        assertThat(finding.kind()).isEqualTo(Kind.NEVER_DECIDES);
        assertThat(finding.by()).contains(strong);
        assertThat(finding.message())
                .isEqualTo(
                        "none '/docs/*.md' never decides: read '/docs/**' (glob, priority 0) matches"
                                + " all that it matches, and it is less specific, with 150 against"
                                + " 156");
        assertThat(finding.problem("workspace.rules").path()).isEqualTo("workspace.rules.0");
        assertThat(finding.problem("workspace.rules").severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void theLaterOfTwoEqualRulesIsFound() {
        PermissionRule rule = glob("/a/*.c", Permission.READ);
        assertThat(RuleLint.check(rules(rule, rule)))
                .extracting(RuleFinding::index, RuleFinding::kind)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(1, Kind.NEVER_DECIDES));
    }

    @Test
    void aRuleThatOnlyTheUnionOfOthersCoversIsFound() {
        List<RuleFinding> findings =
                RuleLint.check(
                        rules(
                                glob("/[a-m]*", Permission.READ).at(2),
                                glob("/[!a-m]*", Permission.VIEW).at(2),
                                glob("/*", Permission.WRITE)));

        assertThat(findings).hasSize(1);
        assertThat(findings.getFirst().index()).isEqualTo(2);
        assertThat(findings.getFirst().by()).isEmpty();
        assertThat(findings.getFirst().message()).endsWith("together match all that it matches");
    }

    @Test
    void aRuleIsNotFoundWhenItDecidesAboutASingleCharacterOnly() {
        assertThat(
                        RuleLint.check(
                                rules(
                                        glob("/[a-lm]*", Permission.READ).at(2),
                                        glob("/[!a-n]*", Permission.VIEW).at(2),
                                        glob("/*", Permission.WRITE))))
                .isEmpty();
    }

    @Test
    void aRuleIsCoveredThoughItsGuessedPathsAreNot() {
        // the dot is in no name of one or two characters that exists, but for these two
        assertThat(
                        RuleLint.check(
                                rules(
                                        glob("/[!.]*", Permission.READ).at(1),
                                        glob("/.?*", Permission.READ).at(1),
                                        glob("/*", Permission.WRITE))))
                .extracting(RuleFinding::index)
                .containsExactly(2);
    }

    @Test
    void aNameThatIsTooLongForTheSystemNeverMatches() {
        String longest = "é".repeat(127) + "x";
        List<RuleFinding> findings =
                RuleLint.check(
                        rules(
                                glob("/" + longest + "*", Permission.READ),
                                PermissionRule.file("/" + longest + "y", Permission.READ)));

        assertThat(findings)
                .extracting(RuleFinding::index, RuleFinding::kind)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(1, Kind.NEVER_MATCHES));
    }

    @Test
    void aStarInAFileOrDirectoryRuleIsFound() {
        assertThat(
                        RuleLint.check(
                                rules(
                                        PermissionRule.file("*.key", Permission.NONE),
                                        PermissionRule.directory("a?b", Permission.NONE),
                                        PermissionRule.file("a.key", Permission.NONE))))
                .extracting(RuleFinding::index, RuleFinding::kind)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(0, Kind.WILDCARD_IN_PATH),
                        org.assertj.core.groups.Tuple.tuple(1, Kind.WILDCARD_IN_PATH));
    }

    @Test
    void aSearchThatIsGivenUpSaysSo() {
        List<RuleFinding> findings =
                RuleLint.check(
                        rules(
                                glob("/[a-m]*", Permission.READ).at(2),
                                glob("/[!a-m]*", Permission.VIEW).at(2),
                                glob("/*", Permission.WRITE)),
                        1);

        assertThat(findings).extracting(RuleFinding::kind).containsExactly(Kind.NOT_DECIDED);
    }

    @Test
    void noListIsSlowToCheck() {
        List<PermissionRule> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            many.add(glob("**/*a" + i + "*b*/**/*c" + i % 7 + "*", Permission.READ).at(i));
            many.add(glob("**/*a" + i + "*b*/**/*c" + i % 7 + "*", Permission.WRITE));
        }
        // what it finds is either right or "not decided"; that it ends is the point
        assertThat(RuleLint.check(many))
                .isNotEmpty()
                .allMatch(
                        finding -> finding.index() % 2 == 1 || finding.kind() == Kind.NOT_DECIDED);
    }

    @Test
    void everyPresetIsClean() {
        Presets presets = new Presets();
        for (String name : presets.list()) {
            assertThat(RuleLint.check(presets.preset(name).rules())).as(name).isEmpty();
        }
    }

    /**
     * Against all paths of up to four names, the last one of a few. A rule that decides about one
     * of them must not be found, and one that is not found must decide about one of them, or else
     * about the path that lint found for it.
     */
    @Test
    void whatIsFoundIsWhatNoPathOfFourNamesIsDecidedBy() {
        List<String> paths = paths();
        RandomRules random = new RandomRules(7);
        int all = 0;
        for (int i = 0; i < LISTS; i++) {
            List<PermissionRule> list = random.rules(6, 3);
            Set<Integer> deciding = new HashSet<>();
            for (String path : paths) {
                best(list, path).ifPresent(deciding::add);
            }
            List<RuleFinding> findings = RuleLint.check(list);
            assertThat(findings).allMatch(finding -> finding.kind() == Kind.NEVER_DECIDES);
            Set<Integer> found =
                    findings.stream().map(RuleFinding::index).collect(Collectors.toSet());
            for (int index = 0; index < list.size(); index++) {
                boolean decides =
                        deciding.contains(index)
                                || RuleLint.decidedPath(list, index)
                                        .flatMap(path -> best(list, path))
                                        .filter(Integer.valueOf(index)::equals)
                                        .isPresent();
                assertThat(found.contains(index)).as("%s of %s", index, list).isEqualTo(!decides);
            }
            all += found.size();
        }
        assertThat(all).isGreaterThan(LISTS / 2);
    }

    /** The place of the rule that decides; of equal ones, the first. */
    private static java.util.Optional<Integer> best(List<PermissionRule> list, String path) {
        List<PermissionRule> matching =
                list.stream().filter(rule -> Oracle.covers(rule, path)).toList();
        return new Oracle(matching).deciding(path).map(list::indexOf);
    }

    private static List<String> paths() {
        List<String> all = new ArrayList<>(List.of("/"));
        List<String> level = List.of("");
        for (int depth = 0; depth < 4; depth++) {
            List<String> next = new ArrayList<>();
            for (String parent : level) {
                for (String name : depth < 3 ? RandomRules.NAMES : List.of("a", "b", "ab", "c")) {
                    next.add(parent + "/" + name);
                }
            }
            all.addAll(next);
            level = next;
        }
        return all;
    }
}
