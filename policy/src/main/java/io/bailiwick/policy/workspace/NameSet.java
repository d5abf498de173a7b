package io.bailiwick.policy.workspace;

import java.util.BitSet;

/** The segments that match some name. Equal sets of one automaton have equal numbers. */
final class NameSet {
    /** The number of a set that was not kept; it says nothing about equality. */
    static final int UNNUMBERED = -1;

    static final NameSet NOTHING = new NameSet(0, new BitSet());

    private final int number;
    private final BitSet segments;

    private NameSet(int number, BitSet segments) {
        this.number = number;
        this.segments = segments;
    }

    static NameSet numbered(int number, BitSet segments) {
        return new NameSet(number, segments);
    }

    static NameSet unnumbered(BitSet segments) {
        return new NameSet(UNNUMBERED, segments);
    }

    int number() {
        return number;
    }

    boolean contains(int segment) {
        return segments.get(segment);
    }

    /** The first segment of the set from a number on, or -1. */
    int next(int from) {
        return segments.nextSetBit(from);
    }
}
