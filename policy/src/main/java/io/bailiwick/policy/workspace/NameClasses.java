package io.bailiwick.policy.workspace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
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
 *
 * @param form how the names are written
 * @param names the names; empty when there are too many
 * @param cost the work that it took, in units of some ten nanoseconds
 */
record NameClasses(NameForm form, Optional<List<String>> names, int cost) {
    private static final int MOST_WORK = 40_000_000;
    private static final int BUDGET = 1 << 21;

    static NameClasses of(RulePositions positions, NameForm form) {
        Collector collector = new Collector(positions);
        Optional<List<String>> names =
                collector.collect().map(all -> all.stream().map(form::write).toList());
        return new NameClasses(form, names, collector.work);
    }

    /** Visits the states of the automaton of all segments, breadth first. */
    private static final class Collector {
        private final NameAutomaton automaton;
        private final int forbidden;
        private final Map<NameAutomaton.State, int[]> names = new HashMap<>();
        private final Queue<NameAutomaton.State> queue = new ArrayDeque<>();
        private int work;

        private Collector(RulePositions positions) {
            List<Segment> all = new ArrayList<>(positions.segments());
            positions.literalNames().forEach(name -> all.add(Segment.literal(name)));
            forbidden = all.size();
            all.add(Segment.literal(new int[] {'.'}));
            all.add(Segment.literal(new int[] {'.', '.'}));
            automaton = new NameAutomaton(all, new Budget(BUDGET));
        }

        private Optional<List<int[]>> collect() {
            List<int[]> found = new ArrayList<>();
            Set<NameSet> classes = new HashSet<>();
            Alphabet alphabet = automaton.alphabet();
            visit(automaton.start(), new int[0]);
            while (!queue.isEmpty()) {
                NameAutomaton.State state = queue.remove();
                int[] name = names.getOrDefault(state, new int[0]);
                int cost = 2 + state.positionCount();
                for (int c = 0; c < alphabet.size(); c++) {
                    if (!alphabet.isInNames(c)) {
                        continue;
                    }
                    NameAutomaton.State next = automaton.step(state, c);
                    work += cost;
                    if (!next.isStored() || work > MOST_WORK) {
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
            int[] longer = Arrays.copyOf(name, name.length + 1);
            longer[name.length] = codePoint;
            return longer;
        }
    }
}
