package io.bailiwick.bench;

import java.util.Map;
import java.util.Optional;

/** What notes are made of. */
final class Ratios {

    private Ratios() {}

    /** The samples of a contender that ran. */
    static Samples of(Map<String, Samples> samples, String name) {
        return Optional.ofNullable(samples.get(name))
                .orElseThrow(() -> new IllegalArgumentException(name + " did not run"));
    }

    /** Median in milliseconds. */
    static double median(Map<String, Samples> samples, String name) {
        return of(samples, name).medianMillis();
    }

    /** Mean in milliseconds, for rates. */
    static double mean(Map<String, Samples> samples, String name) {
        return of(samples, name).meanMillis();
    }

    /** The ratio of two medians in words. */
    static String against(Map<String, Samples> samples, String name, String base) {
        return samples.containsKey(base)
                ? Report.ratio(median(samples, name), median(samples, base)).strip() + " " + base
                : base + " absent";
    }

    /** The ratio of two rates in words; each is the inverse of a mean. */
    static String rateAgainst(Map<String, Samples> samples, String name, String base) {
        return samples.containsKey(base)
                ? Report.ratio(mean(samples, base), mean(samples, name)).strip() + " " + base
                : base + " absent";
    }
}
