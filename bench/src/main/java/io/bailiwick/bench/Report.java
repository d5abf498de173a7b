package io.bailiwick.bench;

import java.io.PrintStream;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Collects results and prints them; details as they come, the rows at the end. */
final class Report {

    /** A number against the baseline that ran in turns with it. */
    private record Result(double value, String note) {}

    private final Options options;
    private final Machine machine;
    private final PrintStream out;
    private final Map<Promise, Result> results = new EnumMap<>(Promise.class);

    /** Writes to {@code out}, which stays open. */
    Report(Options options, Machine machine, PrintStream out) {
        this.options = options;
        this.machine = machine;
        this.out = out;
    }

    void begin() {
        out.println(machine.line());
    }

    void heading(String title) {
        out.println();
        out.println(title);
    }

    void detail(String text) {
        out.println("  " + text);
    }

    /** Prints samples, each with its median's ratio to that of the first. */
    void race(Map<String, Samples> samples) {
        Map<String, String> lines = new LinkedHashMap<>();
        double base = samples.values().iterator().next().medianMillis();
        samples.forEach((name, times) -> lines.put(name, ratio(times.medianMillis(), base)));
        int width = lines.keySet().stream().mapToInt(String::length).max().orElse(1);
        samples.forEach((name, times) ->
                detail(
                        String.format(
                                Locale.ROOT,
                                "%-" + width + "s  %s  %s",
                                name,
                                lines.get(name),
                                times)));
    }

    /** A ratio as all of our tables spell it. */
    static String ratio(double value, double base) {
        return String.format(Locale.ROOT, "%6.2f×", value / base);
    }

    /**
     * Records a number.
     *
     * @param note the baseline and the ratio to it
     */
    void result(Promise promise, double value, String note) {
        if (results.put(promise, new Result(value, note)) != null) {
            throw new IllegalStateException(promise + " was measured twice");
        }
    }

    /** Whether the number was measured. */
    boolean has(Promise promise) {
        return results.containsKey(promise);
    }

    /** Prints the rows. */
    void end(LocalDate today) {
        heading(options.markdown() ? "rows of SPECIFICATION.md" : "results");
        if (options.markdown()) {
            out.println();
        }
        results.forEach((promise, result) -> out.println(row(promise, result, today)));
    }

    private String row(Promise promise, Result result, LocalDate today) {
        String value = promise.unit().format(result.value());
        if (options.markdown()) {
            return "| %s | %s | `%s` | %s (%s)%s | %s | %s |"
                    .formatted(
                            promise.title(),
                            promise.target(),
                            promise.command(),
                            value,
                            result.note(),
                            verdict(promise, result),
                            machine.hostClass(),
                            today);
        }
        return "  %-75s %12s  promised %-12s%s  [%s]"
                .formatted(
                        promise.title(),
                        value,
                        promise.target(),
                        verdict(promise, result),
                        result.note());
    }

    /** A single iteration proves nothing about time. */
    private String verdict(Promise promise, Result result) {
        if (!promise.bounded() || options.smoke()) {
            return "";
        }
        return promise.keptBy(result.value()) ? ", kept" : ", MISSED";
    }
}
