package io.bailiwick.policy.diagnostics;

import java.util.List;

/**
 * Prints problems as a compiler does:
 *
 * <pre>{@code
 * capability.yaml:3:3: error: unknown key 'max_memroy_mb'
 *       max_memroy_mb: 256
 *       ^
 *   help: did you mean 'max_memory_mb'?
 * }</pre>
 */
public final class ProblemRenderer {
    /** Lines longer than this are cut around the place that is meant. */
    private static final int LONGEST_LINE = 120;

    private ProblemRenderer() {}

    /** All problems in order, each ending in a newline; {@code name} stands for the file. */
    public static String render(List<Problem> problems, String name) {
        StringBuilder out = new StringBuilder();
        for (Problem problem : problems) {
            append(out, problem, Printable.clean(name));
        }
        return out.toString();
    }

    private static void append(StringBuilder out, Problem problem, String name) {
        out.append(name).append(':');
        if (problem.line() > 0) {
            out.append(problem.line()).append(':').append(problem.column()).append(':');
        }
        out.append(' ').append(problem.severity().label()).append(": ");
        if (problem.line() == 0 && !problem.path().isEmpty()) {
            out.append(problem.path()).append(": ");
        }
        out.append(problem.message()).append('\n');
        if (problem.line() > 0 && !problem.sourceLine().isBlank()) {
            appendSource(out, problem);
        }
        problem.help().ifPresent(help -> out.append("  help: ").append(help).append('\n'));
    }

    private static void appendSource(StringBuilder out, Problem problem) {
        int[] points = problem.sourceLine().codePoints().toArray();
        int at = Math.min(problem.column() - 1, points.length);
        int from = points.length <= LONGEST_LINE ? 0 : Math.max(0, at - LONGEST_LINE / 2);
        int to = Math.min(points.length, from + LONGEST_LINE);
        String before = Printable.clean(shown(points, from, at));
        out.append("    ")
                .append(before)
                .append(Printable.clean(shown(points, at, to)))
                .append('\n');
        out.append("    ");
        for (int i = 0; i < before.length(); i++) {
            out.append(' ');
        }
        out.append("^\n");
    }

    private static String shown(int[] points, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.appendCodePoint(points[i] == '\t' ? ' ' : points[i]);
        }
        return text.toString();
    }
}
