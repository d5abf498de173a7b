package io.bailiwick.policy.workspace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** Searches the states that names can lead to, with one name for each class of names. */
final class Search {
    private static final String ANY_NAME = "x";

    private final CompiledRules rules;
    private final Optional<List<String>> names;
    private int left;

    /** A pair of states, for one subtree at two places. */
    private record Pair(RuleState from, RuleState to) {}

    /**
     * A search.
     *
     * @param steps the most steps of the automaton that it takes
     */
    Search(CompiledRules rules, int steps) {
        this.rules = rules;
        this.names = rules.nameClasses();
        this.left = steps;
    }

    /** The names that lead to a state with a property, when there are any; and whether it knows. */
    record Found(Answer answer, List<String> path) {
        private static final Found NO = new Found(Answer.NO, List.of());
        private static final Found UNKNOWN = new Found(Answer.UNKNOWN, List.of());
    }

    /** Whether a state beneath has a property. States that are cut lead nowhere. */
    Found beneath(RuleState start, Predicate<RuleState> wanted, Predicate<RuleState> cut) {
        if (start.isSettled()) {
            return wanted.test(start) ? new Found(Answer.YES, List.of(ANY_NAME)) : Found.NO;
        }
        if (names.isEmpty()) {
            return Found.UNKNOWN;
        }
        Map<RuleState, List<String>> seen = new HashMap<>();
        Queue<RuleState> queue = new ArrayDeque<>();
        seen.put(start, List.of());
        queue.add(start);
        while (!queue.isEmpty()) {
            RuleState state = queue.remove();
            if (state.isSettled() || cut.test(state)) {
                continue;
            }
            List<String> path = seen.getOrDefault(state, List.of());
            for (String name : names.get()) {
                if (--left < 0) {
                    return Found.UNKNOWN;
                }
                RuleState next = rules.step(state, name);
                if (wanted.test(next)) {
                    return new Found(Answer.YES, append(path, name));
                }
                if (!seen.containsKey(next)) {
                    seen.put(next, append(path, name));
                    queue.add(next);
                }
            }
        }
        return Found.NO;
    }

    /** Whether the same names lead from two states to a pair with a property. */
    Answer pair(RuleState from, RuleState to, BiPredicate<RuleState, RuleState> wanted) {
        if (from.equals(to)) {
            return Answer.NO;
        }
        if (wanted.test(from, to)) {
            return Answer.YES;
        }
        if (from.isSettled() && to.isSettled()) {
            return Answer.NO;
        }
        if (names.isEmpty()) {
            return Answer.UNKNOWN;
        }
        Set<Pair> seen = new HashSet<>();
        Queue<Pair> queue = new ArrayDeque<>();
        queue.add(new Pair(from, to));
        while (!queue.isEmpty()) {
            Pair pair = queue.remove();
            for (String name : names.get()) {
                left -= 2;
                if (left < 0) {
                    return Answer.UNKNOWN;
                }
                Pair next = new Pair(rules.step(pair.from(), name), rules.step(pair.to(), name));
                if (next.from().equals(next.to()) || !seen.add(next)) {
                    continue;
                }
                if (wanted.test(next.from(), next.to())) {
                    return Answer.YES;
                }
                queue.add(next);
            }
        }
        return Answer.NO;
    }

    private static List<String> append(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }
}
