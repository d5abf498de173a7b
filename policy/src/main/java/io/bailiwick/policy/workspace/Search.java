package io.bailiwick.policy.workspace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Predicate;

/** Searches the states that names can lead to, for the names that lead to a wanted one. */
final class Search {
    private static final String ANY_NAME = "x";

    private final CompiledRules rules;
    private final Optional<List<String>> names;
    private int left;

    /**
     * A search.
     *
     * @param steps the most work that it does, in units of some ten nanoseconds
     */
    Search(CompiledRules rules, int steps) {
        this.rules = rules;
        this.names = rules.nameClasses().names();
        this.left = steps;
    }

    /** The work that it may still do; not positive when it was given up. */
    int left() {
        return left;
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
                left -= cost(state);
                if (left < 0) {
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

    private static int cost(RuleState state) {
        return 1 + state.positions().length / 8;
    }

    private static List<String> append(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }
}
