package io.bailiwick.bench;

import java.util.Locale;
import java.util.Optional;

/** The numbers that the suites measure; each is a row of SPECIFICATION.md. */
enum Promise {
    COMMAND_LINE("`bailiwick run -- true`, whole process, p50", Unit.MILLISECONDS, atMost(150)),
    BELOW_SRT(
            "`bailiwick run -- true` against `npx @anthropic-ai/sandbox-runtime true`",
            Unit.RATIO,
            atMost(1)),
    BELOW_DOCKER(
            "`bailiwick run -- true` against `docker run --network=none`", Unit.RATIO, atMost(1)),
    FIRST_EXEC("create + first exec, cold, in process, p50", Unit.MILLISECONDS, atMost(15)),
    LIFECYCLE_RATE("create + destroy, closed loop", Unit.PER_SECOND, atLeast(100)),
    LIFECYCLE_GROWTH(
            "descriptors, mounts, control groups and processes left by create + destroy",
            Unit.COUNT,
            atMost(0)),
    EXEC_LATENCY(
            "exec `/bin/true` in a live sandbox, in process, p50", Unit.MILLISECONDS, atMost(1)),
    EXEC_TAIL("exec `/bin/true` in a live sandbox, in process, p99", Unit.MILLISECONDS, none()),
    EXEC_THROUGHPUT("exec `/bin/true`, 8 callers", Unit.PER_SECOND, atLeast(2000)),
    STREAMING("stdout streaming, in process", Unit.MEGABYTES_PER_SECOND, atLeast(1000)),
    IDLE_ALONE("memory of one idle sandbox with its guardian, PSS", Unit.MEGABYTES, none()),
    IDLE_MANY("memory of each of many idle sandboxes, PSS", Unit.MEGABYTES, atMost(1)),
    POLICY_DECISION("policy decision with 1,000 rules", Unit.MICROSECONDS, atMost(1)),
    EGRESS_DECISION("egress decision with 1,000 rules", Unit.MICROSECONDS, none()),
    SECCOMP_ASSEMBLY("assembly of the three seccomp programs", Unit.MICROSECONDS, none()),
    CAPABILITY_PARSE("reading the commented capability file", Unit.MICROSECONDS, none());

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

    /** A bound on a number; both ends belong to it. */
    private record Bound(double limit, boolean upper) {}

    private final String title;
    private final Unit unit;
    private final Optional<Bound> bound;

    Promise(String title, Unit unit, Optional<Bound> bound) {
        this.title = title;
        this.unit = unit;
        this.bound = bound;
    }

    private static Optional<Bound> atMost(double limit) {
        return Optional.of(new Bound(limit, true));
    }

    private static Optional<Bound> atLeast(double limit) {
        return Optional.of(new Bound(limit, false));
    }

    private static Optional<Bound> none() {
        return Optional.empty();
    }

    /** The first column of the number's row. */
    String title() {
        return title;
    }

    Unit unit() {
        return unit;
    }

    /** What was promised, such as {@code ≤ 15.0 ms}; a dash for a number that is only observed. */
    String target() {
        return bound.map(b -> (b.upper() ? "≤ " : "≥ ") + unit.format(b.limit())).orElse("–");
    }

    /** Whether a value keeps the promise; a number that is only observed always does. */
    boolean keptBy(double value) {
        return bound.map(b -> b.upper() ? value <= b.limit() : value >= b.limit()).orElse(true);
    }

    /** Whether there is a bound at all. */
    boolean bounded() {
        return bound.isPresent();
    }
}
