package io.bailiwick.policy.workspace;

import io.bailiwick.policy.workspace.Segment.Part;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The classes of code points that the sets of some patterns can tell apart. */
final class Alphabet {
    /** Where an example is looked for: what a person would type comes first. */
    private static final List<CodePoints.Range> FAMILIAR =
            List.of(
                    new CodePoints.Range('a', 'z'),
                    new CodePoints.Range('0', '9'),
                    new CodePoints.Range('A', 'Z'),
                    new CodePoints.Range('!', '~'));

    private final int[] starts;
    private final byte[] ascii = new byte[0x80];
    private final boolean small;

    Alphabet(List<Segment> segments) {
        SortedSet<Integer> bounds = new TreeSet<>(List.of(0));
        addBounds(bounds, CodePoints.ALL);
        for (Segment segment : segments) {
            for (Part part : segment.parts()) {
                if (part instanceof Part.One(CodePoints set)) {
                    addBounds(bounds, set);
                }
            }
        }
        starts = bounds.stream().mapToInt(Integer::intValue).toArray();
        small = starts.length <= Byte.MAX_VALUE;
        for (int c = 0; c < ascii.length && small; c++) {
            ascii[c] = (byte) search(c);
        }
    }

    private static void addBounds(SortedSet<Integer> bounds, CodePoints set) {
        for (CodePoints.Range range : set.ranges()) {
            bounds.add(range.first());
            bounds.add(range.last() + 1);
        }
    }

    int size() {
        return starts.length;
    }

    int classOf(int codePoint) {
        return small && codePoint < ascii.length ? ascii[codePoint] : search(codePoint);
    }

    private int search(int codePoint) {
        int found = Arrays.binarySearch(starts, codePoint);
        return found >= 0 ? found : -found - 2;
    }

    /** One member of a class; a class has at least one. */
    int example(int codePointClass) {
        int first = starts[codePointClass];
        int last =
                codePointClass + 1 < starts.length
                        ? starts[codePointClass + 1] - 1
                        : Character.MAX_CODE_POINT;
        for (CodePoints.Range range : FAMILIAR) {
            int candidate = Math.max(first, range.first());
            if (candidate <= Math.min(last, range.last())) {
                return candidate;
            }
        }
        return first;
    }

    /** Whether a name can hold the members of a class. */
    boolean isInNames(int codePointClass) {
        int first = starts[codePointClass];
        return first <= Character.MAX_CODE_POINT && CodePoints.ALL.contains(first);
    }
}
