package io.bailiwick.policy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was used up to a moment.
 *
 * @param cpuSeconds CPU time as measured, never elapsed time; three decimals
 * @param peakMemoryMb the highest memory seen, in MiB; two decimals
 * @param tokensUsed tokens of language models
 * @param costUsd money in US dollars; six decimals
 * @param elapsedSeconds time since the start; three decimals
 */
public record ResourceUsage(
        double cpuSeconds,
        double peakMemoryMb,
        long tokensUsed,
        BigDecimal costUsd,
        double elapsedSeconds) {

    public ResourceUsage {
        cpuSeconds = rounded(cpuSeconds, 3);
        peakMemoryMb = rounded(peakMemoryMb, 2);
        costUsd = Decimals.normal(costUsd.setScale(6, RoundingMode.HALF_EVEN));
        elapsedSeconds = rounded(elapsedSeconds, 3);
    }

    /** The figures by name: cpu_seconds, peak_memory_mb, tokens_used, cost_usd, elapsed_seconds. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("cpu_seconds", cpuSeconds);
        map.put("peak_memory_mb", peakMemoryMb);
        map.put("tokens_used", tokensUsed);
        map.put("cost_usd", costUsd);
        map.put("elapsed_seconds", elapsedSeconds);
        return map;
    }

    private static double rounded(double value, int decimals) {
        return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN).doubleValue();
    }
}
