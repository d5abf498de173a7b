package io.bailiwick.bench;

import java.util.Locale;

/** The numbers that the suites measure; each is a row of SPECIFICATION.md. */
enum Promise {
    COMMAND_LINE(
            "`bailiwick run -- true`, whole process, p50", Unit.MILLISECONDS, Bound.AT_MOST, 150),
    BELOW_SRT(
            "`bailiwick run -- true` against `@anthropic-ai/sandbox-runtime`",
            Unit.RATIO,
            Bound.AT_MOST,
            1),
    BELOW_DOCKER(
            "`bailiwick run -- true` against `docker run --network=none`",
            Unit.RATIO,
            Bound.AT_MOST,
            1),
    FIRST_EXEC("create + first exec, cold, in process, p50", Unit.MILLISECONDS, Bound.AT_MOST, 15),
    LIFECYCLE_RATE(
            "create + destroy, closed loop, 8 callers", Unit.PER_SECOND, Bound.AT_LEAST, 100),
    LIFECYCLE_GROWTH(
            "descriptors, mounts, control groups and processes left by create + destroy",
            Unit.COUNT,
            Bound.AT_MOST,
            0),
    EXEC_LATENCY(
            "exec `/bin/true` in a live sandbox, in process, p50",
            Unit.MILLISECONDS,
            Bound.AT_MOST,
            1),
    EXEC_TAIL(
            "exec `/bin/true` in a live sandbox, in process, p99",
            Unit.MILLISECONDS,
            Bound.NONE,
            0),
    EXEC_THROUGHPUT("exec `/bin/true`, 8 callers", Unit.PER_SECOND, Bound.AT_LEAST, 2000),
    STREAMING("stdout streaming, in process", Unit.MEGABYTES_PER_SECOND, Bound.AT_LEAST, 1000),
    IDLE_ALONE("memory of one idle sandbox with its guardian, PSS", Unit.MEGABYTES, Bound.NONE, 0),
    IDLE_MANY("memory of each of many idle sandboxes, PSS", Unit.MEGABYTES, Bound.AT_MOST, 1),
    POLICY_DECISION("policy decision with 1,000 rules", Unit.MICROSECONDS, Bound.AT_MOST, 1),
    WORKSPACE_DECISION(
            "decision for a path of a workspace with 1,000 rules",
            Unit.MICROSECONDS,
            Bound.AT_MOST,
            1),
    EGRESS_DECISION("egress decision with 1,000 rules", Unit.MICROSECONDS, Bound.NONE, 0),
    SECCOMP_ASSEMBLY("assembly of the three seccomp programs", Unit.MICROSECONDS, Bound.NONE, 0),
    CAPABILITY_PARSE("reading the commented capability file", Unit.MICROSECONDS, Bound.NONE, 0);

    /** What a number counts; a megabyte is 10⁶ bytes. */
    enum Unit {
        MILLISECONDS("ms"),
        MICROSECONDS("µs"),
        PER_SECOND("/s"),
        MEGABYTES_PER_SECOND("MB/s"),
        MEGABYTES("MB"),
        RATIO("×"),
        COUNT(" left");

        private final String symbol;

        Unit(String symbol) {
            this.symbol = symbol;
        }

        /** Three significant digits, or the whole number when it has more. */
        String format(double value) {
            int digits = value <= 0 ? 0 : 2 - (int) Math.floor(Math.log10(value));
            int decimals = this == COUNT ? 0 : Math.clamp(digits, 0, 3);
            String number = String.format(Locale.ROOT, "%,." + decimals + "f", value);
            return Character.isLetter(symbol.codePointAt(0))
                    ? number + " " + symbol
                    : number + symbol;
        }
    }

    /** Which side of the limit keeps the promise; the limit itself does. */
    private enum Bound {
        AT_MOST,
        AT_LEAST,
        NONE
    }

    private final String title;
    private final Unit unit;
    private final Bound bound;
    private final double limit;

    Promise(String title, Unit unit, Bound bound, double limit) {
        this.title = title;
        this.unit = unit;
        this.bound = bound;
        this.limit = limit;
    }

    /** The first column of the number's row. */
    String title() {
        return title;
    }

    /** How to measure it, as a reader of SPECIFICATION.md types it. */
    String command() {
        return switch (this) {
            case COMMAND_LINE, BELOW_SRT, BELOW_DOCKER -> "bench cli";
            case FIRST_EXEC, LIFECYCLE_RATE -> "bench create";
            case LIFECYCLE_GROWTH -> "bench create --cycles 10000";
            case EXEC_LATENCY, EXEC_TAIL, EXEC_THROUGHPUT -> "bench exec";
            case STREAMING -> "bench stream";
            case IDLE_ALONE, IDLE_MANY -> "bench memory";
            case POLICY_DECISION,
                    WORKSPACE_DECISION,
                    EGRESS_DECISION,
                    SECCOMP_ASSEMBLY,
                    CAPABILITY_PARSE ->
                    "bench micro";
        };
    }

    Unit unit() {
        return unit;
    }

    /** What was promised, such as {@code ≤ 15.0 ms}; a dash for a number that is only observed. */
    String target() {
        return switch (bound) {
            case AT_MOST -> "≤ " + unit.format(limit);
            case AT_LEAST -> "≥ " + unit.format(limit);
            case NONE -> "–";
        };
    }

    /** Whether a value keeps the promise; a number that is only observed always does. */
    boolean keptBy(double value) {
        return switch (bound) {
            case AT_MOST -> value <= limit;
            case AT_LEAST -> value >= limit;
            case NONE -> true;
        };
    }

    /** Whether there is a promise at all. */
    boolean bounded() {
        return bound != Bound.NONE;
    }
}
