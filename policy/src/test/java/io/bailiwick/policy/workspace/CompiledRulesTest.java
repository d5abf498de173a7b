package io.bailiwick.policy.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompiledRulesTest {

    private static CompiledRules compile(PermissionRule... rules) {
        return CompiledRules.compile(List.of(rules));
    }

    private static PermissionRule glob(String pattern, Permission permission) {
        return PermissionRule.glob(pattern, permission);
    }

    @Test
    void withoutRulesThereIsOnlyTheRoot() {
        CompiledRules rules = compile();
        assertThat(rules.effective(rules.root(), true))
                .isEqualTo(EffectivePermission.TRAVERSE_ONLY);
        assertThat(rules.effective(rules.at("/a"), true)).isEqualTo(EffectivePermission.HIDDEN);
        assertThat(rules.decidingRule(rules.at("/a"))).isEmpty();
        assertThat(rules.effective(rules.at("/a/b"), true)).isEqualTo(EffectivePermission.HIDDEN);
        assertThat(rules.uniformBeneath(rules.root())).isTrue();
    }

    @Test
    void aChildIsThePathOneNameLonger() {
        CompiledRules rules = compile(glob("/a/**/b", Permission.READ));
        RuleState state = rules.child(rules.child(rules.root(), "a"), "x");
        assertThat(state).isEqualTo(rules.at("/a/x"));
        assertThat(rules.permission(rules.child(state, "b"))).isEqualTo(Permission.READ);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"docs/x", "/docs//x", "/docs/./x", "/docs/x/", "/docs/y/../x", "//docs/x"})
    void aPathIsCleanedByItsLetters(String path) {
        CompiledRules rules = compile(PermissionRule.file("/docs/x", Permission.READ));
        assertThat(rules.permission(rules.at(path))).isEqualTo(Permission.READ);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "/", "a\0b"})
    void aNameThatNoEntryHasIsRefused(String name) {
        CompiledRules rules = compile(glob("**", Permission.READ));
        assertThatThrownBy(() -> rules.child(rules.root(), name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no entry");
    }

    @Test
    void aStateOfOtherRulesIsRefused() {
        RuleState other = compile().root();
        CompiledRules rules = compile();
        assertThatThrownBy(() -> rules.child(other, "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a state of other rules");
        assertThatThrownBy(() -> rules.mayRaise(rules.root(), other))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNameOfBytesHoldsNoCharacterThatIsNoByte() {
        CompiledRules rules =
                CompiledRules.compile(List.of(glob("/?", Permission.READ)), NameForm.BYTES);
        assertThatThrownBy(() -> rules.child(rules.root(), "\u0100"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("above 255");
    }

    @Test
    void aLiteralIsFoundInBothForms() {
        List<PermissionRule> list =
                List.of(
                        PermissionRule.file("/é😀", Permission.READ),
                        PermissionRule.file("/caf\udce9", Permission.WRITE));
        CompiledRules text = CompiledRules.compile(list);
        CompiledRules bytes = CompiledRules.compile(list, NameForm.BYTES);
        assertThat(text.permission(text.at("/é😀"))).isEqualTo(Permission.READ);
        assertThat(bytes.permission(bytes.at("/\u00c3\u00a9\u00f0\u009f\u0098\u0080")))
                .isEqualTo(Permission.READ);
        assertThat(text.permission(text.at("/caf\udce9"))).isEqualTo(Permission.WRITE);
        assertThat(bytes.permission(bytes.at("/caf\u00e9"))).isEqualTo(Permission.WRITE);
    }

    @Test
    void theSameTextInAnotherUnicodeFormIsAnotherName() {
        CompiledRules rules = compile(PermissionRule.file("/é", Permission.READ));
        assertThat(rules.permission(rules.at("/e\u0301"))).isEqualTo(Permission.NONE);
    }

    @Test
    void aNewlineIsACharacterOfANameLikeAnyOther() {
        CompiledRules rules =
                compile(glob("/a\n?", Permission.READ), glob("/*.x", Permission.VIEW));
        assertThat(rules.permission(rules.at("/a\n\n"))).isEqualTo(Permission.READ);
        assertThat(rules.permission(rules.at("/a\nb.x"))).isEqualTo(Permission.VIEW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\ud800",
                "a\udbff",
                "\udc7f",
                "\udd00",
                "\udcc3\udca9",
                "\udcf0\udc9f\udc98\udc80"
            })
    void aPatternThatNoNameCouldMatchForItsCharactersIsRefused(String pattern) {
        assertThatThrownBy(() -> PathPattern.file(pattern))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void thePatternsOfATypeAreReadLetterByLetterUnlessTheyAreGlobs() {
        CompiledRules rules =
                compile(
                        PermissionRule.file("/[a]*", Permission.READ),
                        PermissionRule.directory("/{b}\\", Permission.WRITE));
        assertThat(rules.permission(rules.at("/[a]*"))).isEqualTo(Permission.READ);
        assertThat(rules.permission(rules.at("/ab"))).isEqualTo(Permission.NONE);
        assertThat(rules.permission(rules.at("/{b}\\/x"))).isEqualTo(Permission.WRITE);
    }

    @Test
    void patternsBeyondTheBoundsAreRefused() {
        assertThat(PathPattern.glob("/" + "a".repeat(4095)).text()).hasSize(4096);
        assertThatThrownBy(() -> PathPattern.glob("a".repeat(4097)))
                .hasMessage("a pattern must not be longer than 4096 characters: 4097");
        assertThat(PathPattern.glob("a*".repeat(64)).text()).hasSize(129);
        assertThatThrownBy(() -> PathPattern.glob("a*".repeat(65)))
                .hasMessage("a pattern must not hold more than 64 stars: 65");
        assertThatThrownBy(() -> PathPattern.file("a\0"))
                .hasMessage("a pattern must not hold a NUL character");
        List<PermissionRule> most = Collections.nCopies(10_001, glob("/a", Permission.READ));
        assertThatThrownBy(() -> CompiledRules.compile(most))
                .hasMessage("a workspace must not have more than 10000 rules: 10001");
        CompiledRules.compile(most.subList(0, 10_000));
    }

    @Test
    void rulesThatAreEqualButForTheSpellingOfThePathAreEqual() {
        assertThat(glob("docs//x/./", Permission.READ)).isEqualTo(glob("/docs/x", Permission.READ));
        assertThat(glob("**/x", Permission.READ)).isNotEqualTo(glob("/**/x", Permission.READ));
    }

    /** A tree of a workspace: what a caller of the seed's tests sees. */
    @Test
    void theTreeOfTheSeedsTestsLooksAsItsAuthorMeant() {
        CompiledRules rules =
                compile(
                        PermissionRule.directory("docs/", Permission.WRITE).at(10),
                        PermissionRule.file("/docs/secret.txt", Permission.NONE).at(100),
                        PermissionRule.directory("src/", Permission.READ).at(10),
                        PermissionRule.file("config.yaml", Permission.VIEW).at(10));
        assertThat(rules.permission(rules.at("/docs/readme.md"))).isEqualTo(Permission.WRITE);
        assertThat(rules.permission(rules.at("/docs/new/deep"))).isEqualTo(Permission.WRITE);
        assertThat(rules.permission(rules.at("/docs/secret.txt"))).isEqualTo(Permission.NONE);
        assertThat(rules.permission(rules.at("/src/main.py"))).isEqualTo(Permission.READ);
        assertThat(rules.permission(rules.at("/config.yaml"))).isEqualTo(Permission.VIEW);
        assertThat(rules.permission(rules.at("/other"))).isEqualTo(Permission.NONE);
        assertThat(rules.effective(rules.root(), true))
                .isEqualTo(EffectivePermission.TRAVERSE_ONLY);
    }

    @Test
    void movingTheParentOfAHiddenFileWouldRaiseIt() {
        CompiledRules rules =
                compile(
                        glob("/proj/**", Permission.WRITE),
                        PermissionRule.file("/proj/conf/secret", Permission.NONE));
        RuleState conf = rules.at("/proj/conf");
        assertThat(rules.mayRaise(conf, rules.at("/proj/c2"))).isTrue();
        assertThat(rules.mayRaise(rules.at("/proj/c2"), conf)).isFalse();
        assertThat(rules.mayPlant(rules.at("/proj/c2"), conf)).isTrue();
        assertThat(rules.mayRaise(rules.at("/proj/a"), rules.at("/proj/b"))).isFalse();
        assertThat(rules.mayRaise(rules.at("/proj"), rules.at("/p2"))).isFalse();
    }

    @Test
    void whereNothingCanChangeAnyMoreEveryNameLeadsToTheSameState() {
        CompiledRules rules = compile(glob("/a/**", Permission.READ), glob("**", Permission.VIEW));
        RuleState inside = rules.at("/a");
        assertThat(rules.child(inside, "x")).isSameAs(inside);
        assertThat(rules.uniformBeneath(inside)).isTrue();
        assertThat(rules.uniformBeneath(rules.root())).isFalse();
    }

    @Test
    void whatIsRememberedIsBoundedWhateverNamesAreMadeUp() {
        List<PermissionRule> list = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            list.add(
                    glob(
                            "**/*" + (char) ('a' + i % 26) + i + "*/**/x" + i + "*y*",
                            Permission.READ));
        }
        CompiledRules rules = CompiledRules.compile(list, NameForm.TEXT, 50_000);
        Oracle oracle = new Oracle(list);
        Random random = new Random(3);
        int before = rules.budgetLeft();
        for (int i = 0; i < 3000; i++) {
            StringBuilder path = new StringBuilder();
            for (int j = 0; j < 6; j++) {
                path.append('/');
                for (int k = 0; k < 8; k++) {
                    int pick = random.nextInt(60);
                    path.append((char) ('a' + pick % 26))
                            .append(pick)
                            .append(pick % 2 == 0 ? "x" : "y");
                }
            }
            RuleState state = rules.at(path.toString());
            if (i % 50 == 0) {
                assertThat(rules.permission(state)).isEqualTo(oracle.permission(path.toString()));
            }
        }
        assertThat(before).isPositive();
        assertThat(rules.budgetLeft()).isNotNegative().isLessThan(300);
    }

    @Test
    void namesThatNoPatternTellsApartAreRememberedOnce() {
        CompiledRules rules =
                compile(glob("**/secrets/**", Permission.NONE), glob("**/*.key", Permission.NONE));
        rules.at("/a/b/b.key/c");
        int before = rules.budgetLeft();
        for (int i = 0; i < 10_000; i++) {
            rules.at("/dir" + i + "/file" + i + ".txt");
        }
        assertThat(rules.budgetLeft()).isEqualTo(before);
    }

    @Test
    void manyThreadsGetTheAnswersThatOneGets() throws InterruptedException, ExecutionException {
        RandomRules random = new RandomRules(11);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int round = 0; round < 30; round++) {
                List<PermissionRule> list = random.rules();
                List<String> paths = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    paths.add(random.path(5));
                }
                CompiledRules rules = CompiledRules.compile(list);
                Callable<List<String>> task = () -> answers(rules, paths);
                List<Future<List<String>>> results =
                        threads.invokeAll(Collections.nCopies(8, task));
                List<String> expected = answers(CompiledRules.compile(list), paths);
                for (Future<List<String>> result : results) {
                    assertThat(result.get()).isEqualTo(expected);
                }
            }
        }
    }

    private static List<String> answers(CompiledRules rules, List<String> paths) {
        List<String> answers = new ArrayList<>();
        RuleState before = rules.root();
        for (String path : paths) {
            RuleState state = rules.at(path);
            answers.add(
                    rules.permission(state)
                            + " "
                            + rules.effective(state, true)
                            + " "
                            + rules.uniformBeneath(state)
                            + " "
                            + rules.mayRaise(before, state));
            before = state;
        }
        return answers;
    }

    @Test
    void noPatternIsSlow() {
        String pattern = "/" + "**/*a*/".repeat(16) + "b";
        CompiledRules rules = compile(glob(pattern, Permission.READ));
        String path = "/" + "aaaa/".repeat(800) + "c";
        assertThat(rules.permission(rules.at(path))).isEqualTo(Permission.NONE);
        assertThat(PathPattern.glob(pattern).matches(path)).isFalse();
        String name = "*a".repeat(64);
        assertThat(PathPattern.glob(name).matches("/" + "a".repeat(2000) + "b")).isFalse();
    }

    @Test
    void rulesTooIntricateToSearchGetTheSafeAnswer() {
        List<PermissionRule> list = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            list.add(
                    glob("**/*a??????????????" + (char) ('a' + i % 20) + "*/x", Permission.WRITE)
                            .at(i % 3));
            list.add(
                    glob("**/*b?????????" + (char) ('a' + i % 20) + "*/x", Permission.NONE)
                            .at(i % 5));
        }
        CompiledRules rules = CompiledRules.compile(list);
        assertThat(rules.nameClasses().names()).isEmpty();
        RuleState root = rules.root();
        RuleState other = rules.at("/baaaaaaaaaaa");
        assertThat(rules.mayRaise(root, other)).isTrue();
        assertThat(rules.mayPlant(root, other)).isTrue();
        assertThat(rules.uniformBeneath(root)).isFalse();
        assertThat(rules.canBeVisibleBeneath(root)).isTrue();
        assertThat(rules.mayRaise(rules.at("/q"), rules.at("/r"))).isFalse();
    }
}
