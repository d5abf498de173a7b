package io.bailiwick.policy.workspace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A set of code points: ranges in rising order that neither touch nor overlap. A byte that is no
 * part of UTF-8 counts as the code point 0xDC00 + byte, which no text has.
 */
record CodePoints(List<Range> ranges) {
    private static final int LAST = Character.MAX_CODE_POINT;

    /** Whatever can stand in a name. */
    static final CodePoints ALL =
            new CodePoints(List.of(new Range(1, '/' - 1), new Range('/' + 1, LAST)));

    /** Both ends belong to it. */
    record Range(int first, int last) {}

    CodePoints {
        ranges = List.copyOf(ranges);
    }

    static CodePoints of(int codePoint) {
        return new CodePoints(List.of(new Range(codePoint, codePoint)));
    }

    /** The union of ranges in any order. */
    static CodePoints union(List<Range> parts) {
        List<Range> sorted = new ArrayList<>(parts);
        sorted.sort(Comparator.comparingInt(Range::first));
        List<Range> merged = new ArrayList<>();
        for (Range range : sorted) {
            if (!merged.isEmpty() && merged.getLast().last() >= range.first() - 1) {
                Range before = merged.removeLast();
                int last = Math.max(before.last(), range.last());
                merged.add(new Range(before.first(), last));
            } else {
                merged.add(range);
            }
        }
        return new CodePoints(merged);
    }

    /** Whatever can stand in a name and is not in the set. */
    CodePoints complement() {
        List<Range> rest = new ArrayList<>();
        int next = 1;
        for (Range range : union(with(new Range('/', '/'))).ranges()) {
            if (range.first() > next) {
                rest.add(new Range(next, range.first() - 1));
            }
            next = Math.max(next, range.last() + 1);
        }
        if (next <= LAST) {
            rest.add(new Range(next, LAST));
        }
        return new CodePoints(rest);
    }

    /** With the other case of each ASCII letter in it. */
    CodePoints ignoringCase() {
        List<Range> more = new ArrayList<>(ranges);
        for (int upper = 'A'; upper <= 'Z'; upper++) {
            int lower = upper + ('a' - 'A');
            if (contains(upper) || contains(lower)) {
                more.add(new Range(upper, upper));
                more.add(new Range(lower, lower));
            }
        }
        return union(more);
    }

    boolean contains(int codePoint) {
        for (Range range : ranges) {
            if (codePoint <= range.last()) {
                return codePoint >= range.first();
            }
        }
        return false;
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Whether it holds exactly one. */
    boolean isSingle() {
        return ranges.size() == 1 && ranges.getFirst().first() == ranges.getFirst().last();
    }

    private List<Range> with(Range range) {
        List<Range> more = new ArrayList<>(ranges);
        more.add(range);
        return more;
    }
}
