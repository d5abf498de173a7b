package io.bailiwick;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an execution used, its whole process tree included.
 *
 * @param cpu user and system time; a process that sleeps uses none
 * @param peakMemoryBytes the highest memory use; 0 when it could not be measured
 * @param peakProcesses the highest number of processes and threads; 0 when not measured
 * @param tokens tokens of language models
 * @param costUsd money spent on language models
 * @param elapsed wall-clock time
 * @param refusedSpawns attempts to create a process that the capability does not allow
 * @param outputBytes bytes written to standard output and standard error together
 */
public record Usage(
        Duration cpu,
        long peakMemoryBytes,
        int peakProcesses,
        long tokens,
        BigDecimal costUsd,
        Duration elapsed,
        long refusedSpawns,
        long outputBytes) {

    /** Nothing was used. */
    public static final Usage NONE =
            new Usage(Duration.ZERO, 0, 0, 0, BigDecimal.ZERO, Duration.ZERO, 0, 0);

    public Usage {
        if (cpu.isNegative()
                || elapsed.isNegative()
                || costUsd.signum() < 0
                || (peakMemoryBytes | peakProcesses | tokens | refusedSpawns | outputBytes) < 0) {
            throw new IllegalArgumentException("usage must not be negative");
        }
    }

    /**
     * The usage under the keys {@code cpu_seconds} (3 decimals), {@code peak_memory_mb} (MiB, 2
     * decimals), {@code tokens_used}, {@code cost_usd} (6 decimals), {@code elapsed_seconds} (3
     * decimals), in this order.
     */
    public Map<String, Number> toMap() {
        Map<String, Number> map = new LinkedHashMap<>();
        map.put("cpu_seconds", seconds(cpu));
        map.put(
                "peak_memory_mb",
                round(BigDecimal.valueOf(peakMemoryBytes).divide(BigDecimal.valueOf(1 << 20)), 2));
        map.put("tokens_used", tokens);
        map.put("cost_usd", round(costUsd, 6));
        map.put("elapsed_seconds", seconds(elapsed));
        return Collections.unmodifiableMap(map);
    }

    private static double seconds(Duration duration) {
        return round(
                BigDecimal.valueOf(duration.getSeconds())
                        .add(BigDecimal.valueOf(duration.getNano(), 9)),
                3);
    }

    private static double round(BigDecimal value, int decimals) {
        return value.setScale(decimals, RoundingMode.HALF_EVEN).doubleValue();
    }

    /** Starts from {@link #NONE}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link Usage}; not thread-safe. */
    public static final class Builder {
        private Duration cpu = Duration.ZERO;
        private long peakMemoryBytes;
        private int peakProcesses;
        private long tokens;
        private BigDecimal costUsd = BigDecimal.ZERO;
        private Duration elapsed = Duration.ZERO;
        private long refusedSpawns;
        private long outputBytes;

        private Builder() {}

        public Builder cpu(Duration cpu) {
            this.cpu = cpu;
            return this;
        }

        public Builder peakMemoryBytes(long peakMemoryBytes) {
            this.peakMemoryBytes = peakMemoryBytes;
            return this;
        }

        public Builder peakProcesses(int peakProcesses) {
            this.peakProcesses = peakProcesses;
            return this;
        }

        public Builder tokens(long tokens) {
            this.tokens = tokens;
            return this;
        }

        public Builder costUsd(BigDecimal costUsd) {
            this.costUsd = costUsd;
            return this;
        }

        public Builder elapsed(Duration elapsed) {
            this.elapsed = elapsed;
            return this;
        }

        public Builder refusedSpawns(long refusedSpawns) {
            this.refusedSpawns = refusedSpawns;
            return this;
        }

        public Builder outputBytes(long outputBytes) {
            this.outputBytes = outputBytes;
            return this;
        }

        /**
         * The usage.
         *
         * @throws IllegalArgumentException when a value is negative
         */
        public Usage build() {
            return new Usage(
                    cpu,
                    peakMemoryBytes,
                    peakProcesses,
                    tokens,
                    costUsd,
                    elapsed,
                    refusedSpawns,
                    outputBytes);
        }
    }
}
