package io.bailiwick.policy.workspace;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A pattern for one name. */
record Segment(List<Part> parts) {

    /** A piece of the pattern. */
    sealed interface Part {
        /** One code point of a set. */
        record One(CodePoints set) implements Part {}

        /** Any number of code points. */
        record Run() implements Part {}
    }

    Segment {
        parts = List.copyOf(parts);
    }

    static Segment literal(int[] codePoints) {
        return new Segment(
                Arrays.stream(codePoints)
                        .<Part>mapToObj(c -> new Part.One(CodePoints.of(c)))
                        .toList());
    }

    /** The one name that it matches, when there is only one. */
    Optional<int[]> literal() {
        int[] text = new int[parts.size()];
        for (int i = 0; i < text.length; i++) {
            if (parts.get(i) instanceof Part.One(CodePoints set) && set.isSingle()) {
                text[i] = set.ranges().getFirst().first();
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(text);
    }

    /** Whether it matches every name. */
    boolean matchesAll() {
        return parts.size() == 1 && parts.getFirst() instanceof Part.Run;
    }

    /** The length of the shortest name that it matches, in bytes. */
    int leastBytes() {
        int bytes = 0;
        for (Part part : parts) {
            if (part instanceof Part.One(CodePoints set)) {
                int[] first = {set.ranges().getFirst().first()};
                bytes += NameForm.BYTES.write(first).length();
            }
        }
        return bytes;
    }

    /** Backtracks to the latest run only, so that no pattern is slow. */
    boolean matches(int[] name) {
        int p = 0;
        int n = 0;
        int run = -1;
        int retry = 0;
        while (n < name.length) {
            if (p < parts.size() && parts.get(p) instanceof Part.Run) {
                run = p++;
                retry = n;
            } else if (p < parts.size()
                    && parts.get(p) instanceof Part.One(CodePoints set)
                    && set.contains(name[n])) {
                p++;
                n++;
            } else if (run >= 0) {
                p = run + 1;
                n = ++retry;
            } else {
                return false;
            }
        }
        while (p < parts.size() && parts.get(p) instanceof Part.Run) {
            p++;
        }
        return p == parts.size();
    }
}
