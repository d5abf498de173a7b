package io.bailiwick.bench;

import java.util.Arrays;
import java.util.Locale;

/** Durations of one thing done many times. Immutable. */
final class Samples {

    private static final double NANOS_PER_MILLI = 1e6;

    private final long[] sorted;

    /**
     * Keeps the durations.
     *
     * @param nanos at least one
     */
    Samples(long... nanos) {
        if (nanos.length == 0) {
            throw new IllegalArgumentException("there must be at least one sample");
        }
        sorted = nanos.clone();
        Arrays.sort(sorted);
    }

    int count() {
        return sorted.length;
    }

    double minimumMillis() {
        return sorted[0] / NANOS_PER_MILLI;
    }

    double medianMillis() {
        return quantileMillis(0.5);
    }

    double meanMillis() {
        return Arrays.stream(sorted).average().orElseThrow() / NANOS_PER_MILLI;
    }

    /** The worst sample while there are fewer than a hundred. */
    double p99Millis() {
        return quantileMillis(0.99);
    }

    /** Nearest rank: the smallest sample that at least the given share of all does not exceed. */
    double quantileMillis(double share) {
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(rank, 1) - 1] / NANOS_PER_MILLI;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "p50 %.3f  p99 %.3f  min %.3f ms  n=%d",
                medianMillis(),
                p99Millis(),
                minimumMillis(),
                count());
    }
}
