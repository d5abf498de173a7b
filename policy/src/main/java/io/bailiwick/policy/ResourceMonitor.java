package io.bailiwick.policy;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Adds up what an agent uses and compares it with its limits.
 *
 * <p>The monitor measures nothing itself. Whoever owns the processes feeds CPU time and memory from
 * the kernel's accounts; whoever sees the calls to language models feeds tokens and cost. Safe for
 * concurrent use: every method is atomic.
 */
public final class ResourceMonitor {
    private final ResourceLimits limits;
    private final LongSupplier nanoTime;
    private final Object lock = new Object();

    // all guarded by lock
    private boolean started;
    private boolean stopped;
    private long startedAt;
    private long stoppedAt;
    private double cpuSeconds;
    private double peakMemoryMb;
    private long tokens;
    private BigDecimal cost = BigDecimal.ZERO;

    public ResourceMonitor(ResourceLimits limits) {
        this(limits, System::nanoTime);
    }

    /**
     * A monitor with a clock of one's own.
     *
     * @param nanoTime a monotonic time in nanoseconds with any origin
     */
    public ResourceMonitor(ResourceLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /** Starts the elapsed time; a second call does nothing. */
    public void start() {
        synchronized (lock) {
            if (!started) {
                started = true;
                startedAt = nanoTime.getAsLong();
            }
        }
    }

    /** Stops the elapsed time; before {@link #start} and in a second call it does nothing. */
    public void stop() {
        synchronized (lock) {
            if (started && !stopped) {
                stopped = true;
                stoppedAt = nanoTime.getAsLong();
            }
        }
    }

    /**
     * Adds tokens.
     *
     * @throws IllegalArgumentException for a negative count
     */
    public void recordTokens(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("tokens must not be negative: " + count);
        }
        synchronized (lock) {
            tokens = tokens > Long.MAX_VALUE - count ? Long.MAX_VALUE : tokens + count;
        }
    }

    /**
     * Adds money, in US dollars.
     *
     * @throws IllegalArgumentException for an amount that is negative or not finite
     */
    public void recordCost(double dollars) {
        requireAmount("cost", dollars);
        recordCost(BigDecimal.valueOf(dollars));
    }

    /**
     * Adds money, in US dollars.
     *
     * @throws IllegalArgumentException for a negative amount
     */
    public void recordCost(BigDecimal dollars) {
        if (dollars.signum() < 0) {
            throw new IllegalArgumentException("cost must not be negative: " + dollars);
        }
        synchronized (lock) {
            cost = cost.add(dollars);
        }
    }

    /**
     * Reports the memory in use now, in MiB; the peak is kept.
     *
     * @throws IllegalArgumentException for an amount that is negative or not finite
     */
    public void recordMemory(double mebibytes) {
        requireAmount("memory", mebibytes);
        synchronized (lock) {
            peakMemoryMb = Math.max(peakMemoryMb, mebibytes);
        }
    }

    /**
     * Reports the CPU time used so far by all processes together, in seconds. It never goes back,
     * even if a late report does.
     *
     * @throws IllegalArgumentException for a time that is negative or not finite
     */
    public void recordCpu(double seconds) {
        requireAmount("cpu", seconds);
        synchronized (lock) {
            cpuSeconds = Math.max(cpuSeconds, seconds);
        }
    }

    /** What was used until now. */
    public ResourceUsage snapshot() {
        synchronized (lock) {
            long until = stopped ? stoppedAt : nanoTime.getAsLong();
            double elapsed = started ? (until - startedAt) / 1e9 : 0.0;
            return new ResourceUsage(cpuSeconds, peakMemoryMb, tokens, cost, elapsed);
        }
    }

    /** The first limit that does not hold, in the order CPU, memory, tokens, cost. */
    public LimitCheck checkLimits() {
        synchronized (lock) {
            return check(
                    BigDecimal.valueOf(cpuSeconds),
                    BigDecimal.valueOf(peakMemoryMb),
                    BigDecimal.valueOf(tokens),
                    cost,
                    limits);
        }
    }

    /**
     * Compares usage with limits.
     *
     * @param usage figures under cpu_seconds, peak_memory_mb, tokens_used and cost_usd; a number or
     *     a text that is one; a missing key counts as 0
     * @throws IllegalArgumentException for a figure that is not a finite number
     */
    public static LimitCheck checkLimits(Map<String, ?> usage, ResourceLimits limits) {
        return check(
                figure(usage, "cpu_seconds"),
                figure(usage, "peak_memory_mb"),
                figure(usage, "tokens_used"),
                figure(usage, "cost_usd"),
                limits);
    }

    private static LimitCheck check(
            BigDecimal cpu,
            BigDecimal memory,
            BigDecimal tokens,
            BigDecimal cost,
            ResourceLimits limits) {
        if (cpu.compareTo(BigDecimal.valueOf(limits.maxCpuSeconds())) > 0) {
            return exceeded(
                    "CPU limit exceeded: %.2fs used, limit is %.2fs", cpu, limits.maxCpuSeconds());
        }
        if (memory.compareTo(BigDecimal.valueOf(limits.maxMemoryMb())) > 0) {
            return exceeded(
                    "Memory limit exceeded: %.1f MiB used, limit is %d MiB",
                    memory, limits.maxMemoryMb());
        }
        if (tokens.compareTo(BigDecimal.valueOf(limits.maxTokens())) > 0) {
            return exceeded(
                    "Token limit exceeded: %s tokens used, limit is %d",
                    tokens.toPlainString(), limits.maxTokens());
        }
        if (cost.compareTo(limits.maxCostUsd()) > 0) {
            return exceeded(
                    "Cost limit exceeded: $%.4f spent, limit is $%.4f", cost, limits.maxCostUsd());
        }
        return LimitCheck.within();
    }

    private static LimitCheck exceeded(String form, Object used, Object limit) {
        return LimitCheck.exceeded(String.format(Locale.ROOT, form, used, limit));
    }

    private static BigDecimal figure(Map<String, ?> usage, String key) {
        Object value = usage.get(key);
        if (value == null) {
            return BigDecimal.ZERO;
        }
        try {
            return new BigDecimal(value.toString().strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + " is not a finite number: " + value, e);
        }
    }

    private static void requireAmount(String what, double amount) {
        if (!Double.isFinite(amount) || amount < 0) {
            throw new IllegalArgumentException(
                    what + " must be finite and not negative: " + amount);
        }
    }
}
