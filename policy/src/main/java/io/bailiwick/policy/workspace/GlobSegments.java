package io.bailiwick.policy.workspace;

import io.bailiwick.policy.diagnostics.Printable;
import io.bailiwick.policy.workspace.Segment.Part;
import java.util.ArrayList;
import java.util.List;

/** Reads one segment of a glob. */
final class GlobSegments {
    private static final Part RUN = new Part.Run();

    private final int[] text;
    private final String shown;
    private final boolean ignoreCase;
    private final List<Part> parts = new ArrayList<>();
    private int at;

    private GlobSegments(String text, boolean ignoreCase) {
        this.text = text.codePoints().toArray();
        this.shown = Printable.quote(text);
        this.ignoreCase = ignoreCase;
    }

    /**
     * Reads a segment that holds no slash.
     *
     * @throws IllegalArgumentException for a segment that the language does not have
     */
    static Segment read(String text, boolean ignoreCase) {
        Segment segment = new GlobSegments(text, ignoreCase).read();
        segment.literal()
                .map(name -> new String(name, 0, name.length))
                .filter(name -> name.equals(".") || name.equals(".."))
                .ifPresent(name -> {
                    throw new IllegalArgumentException("no file has the name '" + name + "'");
                });
        return segment;
    }

    private Segment read() {
        while (at < text.length) {
            int c = text[at++];
            switch (c) {
                case '*' -> run();
                case '?' -> parts.add(new Part.One(CodePoints.ALL));
                case '[' -> one(set());
                case '\\' -> one(CodePoints.of(escaped()));
                case '{' ->
                        throw new IllegalArgumentException(
                                "braces do not mean alternatives in "
                                        + shown
                                        + ": write one rule for each, or '\\{' for the character");
                default -> one(CodePoints.of(c));
            }
        }
        return new Segment(parts);
    }

    private void run() {
        if (!parts.isEmpty() && parts.getLast().equals(RUN)) {
            throw new IllegalArgumentException(
                    "'**' in "
                            + shown
                            + " must be a whole segment or begin one: write 'a*/**' for names that"
                            + " begin with 'a' and everything beneath them");
        }
        parts.add(RUN);
    }

    private void one(CodePoints set) {
        parts.add(new Part.One(ignoreCase ? set.ignoringCase() : set));
    }

    private int escaped() {
        if (at == text.length) {
            throw new IllegalArgumentException(
                    "a '\\' at the end of " + shown + " escapes nothing");
        }
        return text[at++];
    }

    /** After the bracket that opens it. A bracket that closes, in the first place, is a member. */
    private CodePoints set() {
        boolean negated = at < text.length && (text[at] == '!' || text[at] == '^');
        if (negated) {
            at++;
        }
        List<CodePoints.Range> ranges = new ArrayList<>();
        int start = at;
        while (at == start || at == text.length || text[at] != ']') {
            int first = member();
            int last = first;
            if (at + 1 < text.length && text[at] == '-' && text[at + 1] != ']') {
                at++;
                last = member();
            }
            if (last < first) {
                throw new IllegalArgumentException("a range in " + shown + " runs backwards");
            }
            ranges.add(new CodePoints.Range(first, last));
        }
        at++;
        CodePoints set = CodePoints.union(ranges);
        set = ignoreCase ? set.ignoringCase() : set;
        CodePoints chosen = negated ? set.complement() : set;
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("a set in " + shown + " excludes every character");
        }
        return chosen;
    }

    private int member() {
        if (at == text.length) {
            throw new IllegalArgumentException(
                    "the '[' in " + shown + " is never closed: write '\\[' for the character");
        }
        int c = text[at++];
        if (c == '['
                && at < text.length
                && (text[at] == ':' || text[at] == '.' || text[at] == '=')) {
            throw new IllegalArgumentException(
                    "classes such as '[:alpha:]' are not known in " + shown + ": write ranges");
        }
        return c == '\\' ? escaped() : c;
    }
}
