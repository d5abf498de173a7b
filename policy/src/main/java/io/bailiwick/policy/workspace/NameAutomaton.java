package io.bailiwick.policy.workspace;

import io.bailiwick.policy.workspace.Segment.Part;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Matches a name against many segments at once, in one pass over its characters: the subset
 * construction, worked out as far as names ask for it. Once the budget is spent, what is not stored
 * yet is worked out for each name again. Safe for concurrent use: states are immutable but for
 * their table of successors, whose entries any thread may set, always to an equal state.
 */
final class NameAutomaton {
    private final Alphabet alphabet;
    private final Budget budget;

    /** Of each position, the part that it stands before; null at the end of a segment. */
    private final List<@Nullable Part> parts = new ArrayList<>();

    /** Of each position, the number of its segment. */
    private final List<Integer> segmentOf = new ArrayList<>();

    /** Of each class of code points, the positions of single parts that accept it. */
    private final BitSet[] accepting;

    private final ConcurrentHashMap<BitSet, State> states = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<BitSet, NameSet> sets = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final State start;

    /** What has been read of a name. */
    static final class State {
        private final BitSet positions;
        private final @Nullable State[] next;
        private final NameSet matched;

        private State(BitSet positions, NameSet matched, int classes) {
            this.positions = positions;
            this.matched = matched;
            this.next = new State[classes];
        }

        /** The segments that match what has been read. */
        NameSet matched() {
            return matched;
        }

        /** Whether it is kept, so that equal states are the same one. */
        boolean isStored() {
            return next.length > 0;
        }

        int positionCount() {
            return positions.cardinality();
        }
    }

    NameAutomaton(List<Segment> segments, Budget budget) {
        this.budget = budget;
        alphabet = new Alphabet(segments);
        BitSet first = new BitSet();
        for (int i = 0; i < segments.size(); i++) {
            first.set(parts.size());
            for (Part part : segments.get(i).parts()) {
                add(part, i);
            }
            add(null, i);
        }
        accepting = new BitSet[alphabet.size()];
        for (int c = 0; c < accepting.length; c++) {
            accepting[c] = accepting(alphabet.example(c));
        }
        start = state(closure(first));
    }

    private void add(@Nullable Part part, int segment) {
        parts.add(part);
        segmentOf.add(segment);
    }

    private BitSet accepting(int codePoint) {
        BitSet positions = new BitSet();
        for (int p = 0; p < parts.size(); p++) {
            if (parts.get(p) instanceof Part.One(CodePoints set) && set.contains(codePoint)) {
                positions.set(p);
            }
        }
        return positions;
    }

    Alphabet alphabet() {
        return alphabet;
    }

    State start() {
        return start;
    }

    /** The segments that match a name. */
    NameSet match(String name, NameForm form) {
        State state = start;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 0x80) {
                return match(form.codePoints(name));
            }
            state = step(state, alphabet.classOf(c));
        }
        return state.matched;
    }

    private NameSet match(int[] name) {
        State state = start;
        for (int c : name) {
            state = step(state, alphabet.classOf(c));
        }
        return state.matched;
    }

    /** The state after a code point of a class. */
    State step(State state, int codePointClass) {
        if (!state.isStored()) {
            return state(advance(state.positions, codePointClass));
        }
        State next = state.next[codePointClass];
        if (next == null) {
            next = state(advance(state.positions, codePointClass));
            if (next.isStored()) {
                state.next[codePointClass] = next;
            }
        }
        return next;
    }

    private BitSet advance(BitSet positions, int codePointClass) {
        BitSet next = new BitSet(parts.size());
        BitSet accepted = accepting[codePointClass];
        for (int p = positions.nextSetBit(0); p >= 0; p = positions.nextSetBit(p + 1)) {
            if (accepted.get(p)) {
                next.set(p + 1);
            } else if (parts.get(p) instanceof Part.Run) {
                next.set(p);
            }
        }
        return closure(next);
    }

    /** With the positions behind each run, which may stand for nothing. */
    private BitSet closure(BitSet positions) {
        for (int p = positions.nextSetBit(0); p >= 0; p = positions.nextSetBit(p + 1)) {
            if (parts.get(p) instanceof Part.Run) {
                positions.set(p + 1);
            }
        }
        return positions;
    }

    private State state(BitSet positions) {
        State known = states.get(positions);
        if (known != null) {
            return known;
        }
        int cost = alphabet.size() + parts.size() / 32 + 16;
        if (!budget.take(cost)) {
            return new State(positions, matched(positions), 0);
        }
        State made = new State(positions, matched(positions), alphabet.size());
        State other = states.putIfAbsent(positions, made);
        return other == null ? made : other;
    }

    private NameSet matched(BitSet positions) {
        BitSet segments = new BitSet();
        for (int p = positions.nextSetBit(0); p >= 0; p = positions.nextSetBit(p + 1)) {
            if (parts.get(p) == null) {
                segments.set(segmentOf.get(p));
            }
        }
        NameSet known = sets.get(segments);
        if (known != null) {
            return known;
        }
        if (!budget.take(segments.size() / 32 + 16)) {
            return NameSet.unnumbered(segments);
        }
        return sets.computeIfAbsent(
                segments, key -> NameSet.numbered(numbers.incrementAndGet(), key));
    }
}
