package io.bailiwick.policy.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * The product against an oracle that shares none of its code, on random rules and paths. With
 * {@code -Dbailiwick.rules=N} it runs over N lists of rules.
 */
class CompiledRulesRandomTest {
    private static final int LISTS = Integer.getInteger("bailiwick.rules", 3000);
    private static final long SEED = Long.getLong("bailiwick.seed", 20261121);

    private final RandomRules random = new RandomRules(SEED);

    @Test
    void theDecisionIsThatOfTheOracle() {
        for (int i = 0; i < LISTS; i++) {
            List<PermissionRule> list = random.rules();
            CompiledRules rules = CompiledRules.compile(list);
            Oracle oracle = new Oracle(list);
            for (int j = 0; j < 30; j++) {
                assertSame(rules, oracle, list, random.path(6));
            }
        }
    }

    @Test
    void theDecisionIsThatOfTheOracleWhenNothingCanBeRemembered() {
        for (int i = 0; i < LISTS / 3; i++) {
            List<PermissionRule> list = random.rules();
            int budget = i % 3 == 0 ? 0 : 300 * (i % 7);
            CompiledRules rules = CompiledRules.compile(list, NameForm.TEXT, budget);
            Oracle oracle = new Oracle(list);
            for (int j = 0; j < 30; j++) {
                assertSame(rules, oracle, list, random.path(6));
            }
        }
    }

    private static void assertSame(
            CompiledRules rules, Oracle oracle, List<PermissionRule> list, String path) {
        RuleState state = rules.at(path);
        assertThat(rules.permission(state))
                .as("%s under %s", path, list)
                .isEqualTo(oracle.permission(path));
        assertThat(rules.decidingRule(state))
                .as("the rule for %s under %s", path, list)
                .isEqualTo(oracle.deciding(path));
        assertThat(rules.explain(path).rule()).isEqualTo(rules.decidingRule(state));
    }

    @Test
    void namesOfAnyBytesAreMatchedInBothForms() {
        int matched = 0;
        for (int i = 0; i < LISTS; i++) {
            List<PermissionRule> list = List.of(random.wildRule(), random.wildRule());
            CompiledRules text = CompiledRules.compile(list);
            CompiledRules bytes = CompiledRules.compile(list, NameForm.BYTES);
            Oracle oracle = new Oracle(list);
            for (int j = 0; j < 20; j++) {
                byte[] name = random.name();
                String inText = Oracle.text(name);
                String inBytes = new String(name, StandardCharsets.ISO_8859_1);
                Permission expected = oracle.permission("/" + inText);
                matched += expected == Permission.READ ? 1 : 0;
                assertThat(text.permission(text.child(text.root(), inText)))
                        .as("%s under %s", inText, list)
                        .isEqualTo(expected);
                assertThat(bytes.permission(bytes.child(bytes.root(), inBytes)))
                        .as("bytes of %s under %s", inText, list)
                        .isEqualTo(expected);
            }
        }
        assertThat(matched).isGreaterThan(LISTS);
    }

    /** Everything beneath a path, down to a depth at which short patterns repeat themselves. */
    private static List<String> beneath(String path, int depth) {
        List<String> all = new ArrayList<>(List.of(path));
        List<String> level = List.of(path);
        for (int i = 0; i < depth; i++) {
            List<String> next = new ArrayList<>();
            for (String parent : level) {
                for (String name : RandomRules.NAMES) {
                    next.add(parent.equals("/") ? "/" + name : parent + "/" + name);
                }
            }
            all.addAll(next);
            level = next;
        }
        return all;
    }

    /** Looks one name deeper when that is needed to find what the product says is there. */
    private static boolean any(
            String path, boolean claimed, Oracle oracle, Predicate<Permission> wanted) {
        return any(path, 3, oracle, wanted) || (claimed && any(path, 4, oracle, wanted));
    }

    private static boolean any(
            String path, int depth, Oracle oracle, Predicate<Permission> wanted) {
        return beneath(path, depth).stream().skip(1).map(oracle::permission).anyMatch(wanted);
    }

    @Test
    void whetherSomethingCanBeVisibleBeneathIsExact() {
        Map<Boolean, Integer> seen = new HashMap<>();
        for (int i = 0; i < LISTS / 5; i++) {
            List<PermissionRule> list = random.rules(5, 2);
            CompiledRules rules = CompiledRules.compile(list);
            Oracle oracle = new Oracle(list);
            String path = random.path(2);
            boolean claimed = rules.canBeVisibleBeneath(rules.at(path));
            boolean expected = any(path, claimed, oracle, level -> level != Permission.NONE);
            seen.merge(expected, 1, Integer::sum);
            assertThat(claimed).as("beneath %s under %s", path, list).isEqualTo(expected);
        }
        assertThat(seen.values()).allMatch(count -> count > LISTS / 50);
    }

    @Test
    void whetherALevelIsUniformIsExact() {
        Map<Boolean, Integer> seen = new HashMap<>();
        for (int i = 0; i < LISTS / 5; i++) {
            List<PermissionRule> list = random.rules(4, 2);
            CompiledRules rules = CompiledRules.compile(list);
            Oracle oracle = new Oracle(list);
            String path = random.path(2);
            Permission own = oracle.permission(path);
            boolean claimed = rules.uniformBeneath(rules.at(path));
            boolean expected = !any(path, !claimed, oracle, level -> level != own);
            seen.merge(expected, 1, Integer::sum);
            assertThat(claimed).as("beneath %s under %s", path, list).isEqualTo(expected);
        }
        assertThat(seen.values()).allMatch(count -> count > LISTS / 50);
    }

    @Test
    void whetherAMoveCouldRaiseOrPlantIsExact() {
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < LISTS / 5; i++) {
            List<PermissionRule> list = random.rules(4, 2);
            CompiledRules rules = CompiledRules.compile(list);
            Oracle oracle = new Oracle(list);
            String from = random.path(2);
            String to = random.path(2);
            boolean mayRaise = rules.mayRaise(rules.at(from), rules.at(to));
            boolean mayPlant = rules.mayPlant(rules.at(from), rules.at(to));
            boolean raises = differs(oracle, from, to, mayRaise, (a, b) -> b.compareTo(a) > 0);
            boolean plants =
                    differs(oracle, from, to, mayPlant, (a, b) -> a == Permission.WRITE && b != a);
            seen.merge("raises " + raises, 1, Integer::sum);
            seen.merge("plants " + plants, 1, Integer::sum);
            assertThat(mayRaise)
                    .as("raising by %s to %s under %s", from, to, list)
                    .isEqualTo(raises);
            assertThat(mayPlant)
                    .as("planting by %s to %s under %s", from, to, list)
                    .isEqualTo(plants);
        }
        assertThat(seen)
                .hasSize(4)
                .allSatisfy((_, count) -> assertThat(count).isGreaterThan(LISTS / 150));
    }

    private static boolean differs(
            Oracle oracle,
            String from,
            String to,
            boolean claimed,
            BiPredicate<Permission, Permission> wanted) {
        return differs(oracle, from, to, 3, wanted)
                || (claimed && differs(oracle, from, to, 4, wanted));
    }

    private static boolean differs(
            Oracle oracle,
            String from,
            String to,
            int depth,
            BiPredicate<Permission, Permission> wanted) {
        List<String> before = beneath(from, depth);
        List<String> after = beneath(to, depth);
        for (int i = 0; i < before.size(); i++) {
            if (wanted.test(oracle.permission(before.get(i)), oracle.permission(after.get(i)))) {
                return true;
            }
        }
        return false;
    }

    @Test
    void aBoundedSearchErrsOnTheSafeSide() {
        for (int i = 0; i < LISTS / 5; i++) {
            List<PermissionRule> list = random.rules(5, 2);
            CompiledRules exact = CompiledRules.compile(list);
            CompiledRules small = CompiledRules.compile(list, NameForm.TEXT, 60);
            String from = random.path(2);
            String to = random.path(2);
            assertThat(small.mayRaise(small.at(from), small.at(to)))
                    .isEqualTo(exact.mayRaise(exact.at(from), exact.at(to)));
            assertThat(small.uniformBeneath(small.at(from)))
                    .isEqualTo(exact.uniformBeneath(exact.at(from)));
        }
    }
}
