package io.bailiwick.policy.yaml;

import io.bailiwick.policy.diagnostics.Problem;

/** The lines of a text, for showing the one that a problem is in. */
public final class SourceText {
    private final String text;

    public SourceText(String text) {
        this.text = text;
    }

    /** The problem with its place and line filled in. */
    public Problem locate(Problem problem, Place place) {
        return problem.at(place.line(), place.column(), line(place.line()));
    }

    /** The text of a line, counted from 1, without its end; empty beyond the last one. */
    String line(int number) {
        int from = 0;
        for (int current = 1; current < number; current++) {
            from = endOf(from);
            if (from >= text.length()) {
                return "";
            }
            boolean pair = text.startsWith("\r\n", from);
            from += pair ? 2 : 1;
        }
        return text.substring(from, endOf(from));
    }

    private int endOf(int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
        return at;
    }
}
