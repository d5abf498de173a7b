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

/**
 * One shortest name for each class of names that the segments of some rules can tell apart. The
 * names {@code .} and {@code ..}, which no entry has, are in none.
 */
final class NameClasses {
    /** About a tenth of a second. */
    private static final int MOST_STEPS = 400_000;

    private static final int BUDGET = 1 << 21;

    private final NameAutomaton automaton;
    private final int forbidden;
    private final Map<NameAutomaton.State, int[]> names = new HashMap<>();
    private final Queue<NameAutomaton.State> queue = new ArrayDeque<>();

    private NameClasses(RulePositions positions) {
        List<Segment> all = new ArrayList<>(positions.segments());
        positions.literalNames().forEach(name -> all.add(Segment.literal(name)));
        forbidden = all.size();
        all.add(Segment.literal(new int[] {'.'}));
        all.add(Segment.literal(new int[] {'.', '.'}));
        automaton = new NameAutomaton(all, new Budget(BUDGET));
    }

    /** A name for each class; empty when there are too many. */
    static Optional<List<String>> of(RulePositions positions, NameForm form) {
        return new NameClasses(positions)
                .collect()
                .map(all -> all.stream().map(form::write).toList());
    }

    private Optional<List<int[]>> collect() {
        List<int[]> found = new ArrayList<>();
        Set<NameSet> classes = new HashSet<>();
        Alphabet alphabet = automaton.alphabet();
        int steps = 0;
        visit(automaton.start(), new int[0]);
        while (!queue.isEmpty()) {
            NameAutomaton.State state = queue.remove();
            int[] name = names.getOrDefault(state, new int[0]);
            for (int c = 0; c < alphabet.size(); c++) {
                if (!alphabet.isInNames(c)) {
                    continue;
                }
                NameAutomaton.State next = automaton.step(state, c);
                steps += 1 + state.positionCount() / 64;
                if (!next.isStored() || steps > MOST_STEPS) {
                    return Optional.empty();
                }
                int[] longer = append(name, alphabet.example(c));
                visit(next, longer);
                if (classes.add(next.matched()) && next.matched().next(forbidden) < 0) {
                    found.add(longer);
                }
            }
        }
        return Optional.of(found);
    }

    private void visit(NameAutomaton.State state, int[] name) {
        if (names.putIfAbsent(state, name) == null) {
            queue.add(state);
        }
    }

    private static int[] append(int[] name, int codePoint) {
        int[] longer = java.util.Arrays.copyOf(name, name.length + 1);
        longer[name.length] = codePoint;
        return longer;
    }
}
