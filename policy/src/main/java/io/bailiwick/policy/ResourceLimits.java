package io.bailiwick.policy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the agent can use up, over all its processes together unless said otherwise.
 *
 * @param maxMemoryMb memory in MiB, 1 to 16,777,216
 * @param maxCpuSeconds CPU time in seconds, 0.001 to 31,536,000
 * @param maxCostUsd money spent on language models in US dollars, 0.000001 to 1,000,000
 * @param maxTokens tokens used with language models, 1 to 10¹²
 * @param maxPids processes and threads alive at once, 1 to 4,194,304
 * @param maxWallSeconds time of one command in seconds, 0.001 to 31,536,000; empty is unlimited
 * @param maxOutputMb output of one command in MiB, 1 to 1,048,576; empty is unlimited
 * @param maxDiskMb private files in MiB, 1 to 16,777,216
 * @param maxOpenFiles open files of one process, 16 to 1,048,576
 * @param cpuCores cores that may be busy at once, 0.01 to 1024; empty is all of them
 * @param cpuWeight share of a busy processor, 1 to 10,000; empty is the kernel's default
 */
public record ResourceLimits(
        long maxMemoryMb,
        double maxCpuSeconds,
        BigDecimal maxCostUsd,
        long maxTokens,
        int maxPids,
        Optional<Double> maxWallSeconds,
        Optional<Long> maxOutputMb,
        long maxDiskMb,
        int maxOpenFiles,
        Optional<Double> cpuCores,
        Optional<Integer> cpuWeight) {

    /**
     * Checks every part.
     *
     * @throws IllegalArgumentException for a number that is not finite or outside of its bounds,
     *     with the message that a capability file would draw
     */
    public ResourceLimits {
        CapabilityFields.MAX_MEMORY_MB.require(maxMemoryMb);
        CapabilityFields.MAX_CPU_SECONDS.require(maxCpuSeconds);
        CapabilityFields.MAX_COST_USD.require(maxCostUsd);
        CapabilityFields.MAX_TOKENS.require(maxTokens);
        CapabilityFields.MAX_PIDS.require(maxPids);
        maxWallSeconds.ifPresent(CapabilityFields.MAX_WALL_SECONDS::require);
        maxOutputMb.ifPresent(CapabilityFields.MAX_OUTPUT_MB::require);
        CapabilityFields.MAX_DISK_MB.require(maxDiskMb);
        CapabilityFields.MAX_OPEN_FILES.require(maxOpenFiles);
        cpuCores.ifPresent(CapabilityFields.CPU_CORES::require);
        cpuWeight.ifPresent(CapabilityFields.CPU_WEIGHT::require);
        maxCostUsd = Decimals.normal(maxCostUsd);
    }

    /** 512 MiB, 30 CPU seconds, $0.10, 100,000 tokens, 512 processes, 1 GiB of private files. */
    public static ResourceLimits defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    public Builder toBuilder() {
        return new Builder(this);
    }

    /** {@link #maxCpuSeconds} as a duration. */
    public Duration maxCpu() {
        return seconds(maxCpuSeconds);
    }

    /** {@link #maxWallSeconds} as a duration. */
    public Optional<Duration> maxWall() {
        return maxWallSeconds.map(ResourceLimits::seconds);
    }

    /** {@link #maxMemoryMb} in bytes. */
    public long maxMemoryBytes() {
        return maxMemoryMb << 20;
    }

    /** {@link #maxDiskMb} in bytes. */
    public long maxDiskBytes() {
        return maxDiskMb << 20;
    }

    /** {@link #maxOutputMb} in bytes. */
    public Optional<Long> maxOutputBytes() {
        return maxOutputMb.map(megabytes -> megabytes << 20);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    Map<String, Object> toValue() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("max_memory_mb", maxMemoryMb);
        value.put("max_cpu_seconds", Decimals.normal(maxCpuSeconds));
        value.put("max_cost_usd", maxCostUsd);
        value.put("max_tokens", maxTokens);
        value.put("max_pids", maxPids);
        value.put("max_wall_seconds", maxWallSeconds.map(Decimals::normal));
        value.put("max_output_mb", maxOutputMb);
        value.put("max_disk_mb", maxDiskMb);
        value.put("max_open_files", maxOpenFiles);
        value.put("cpu_cores", cpuCores.map(Decimals::normal));
        value.put("cpu_weight", cpuWeight);
        return value;
    }

    /** Collects limits; what is not set has its default. Not safe for concurrent use. */
    public static final class Builder {
        private long maxMemoryMb = 512;
        private double maxCpuSeconds = 30.0;
        private BigDecimal maxCostUsd = new BigDecimal("0.1");
        private long maxTokens = 100_000;
        private int maxPids = 512;
        private Optional<Double> maxWallSeconds = Optional.empty();
        private Optional<Long> maxOutputMb = Optional.empty();
        private long maxDiskMb = 1024;
        private int maxOpenFiles = 1024;
        private Optional<Double> cpuCores = Optional.empty();
        private Optional<Integer> cpuWeight = Optional.empty();

        private Builder() {}

        private Builder(ResourceLimits from) {
            maxMemoryMb = from.maxMemoryMb;
            maxCpuSeconds = from.maxCpuSeconds;
            maxCostUsd = from.maxCostUsd;
            maxTokens = from.maxTokens;
            maxPids = from.maxPids;
            maxWallSeconds = from.maxWallSeconds;
            maxOutputMb = from.maxOutputMb;
            maxDiskMb = from.maxDiskMb;
            maxOpenFiles = from.maxOpenFiles;
            cpuCores = from.cpuCores;
            cpuWeight = from.cpuWeight;
        }

        public Builder maxMemoryMb(long mebibytes) {
            maxMemoryMb = mebibytes;
            return this;
        }

        public Builder maxCpuSeconds(double seconds) {
            maxCpuSeconds = seconds;
            return this;
        }

        public Builder maxCostUsd(BigDecimal dollars) {
            maxCostUsd = dollars;
            return this;
        }

        /**
         * Checks every part.
         *
         * @throws IllegalArgumentException when the amount is not finite
         */
        public Builder maxCostUsd(double dollars) {
            CapabilityFields.MAX_COST_USD.require(dollars);
            return maxCostUsd(BigDecimal.valueOf(dollars));
        }

        public Builder maxTokens(long tokens) {
            maxTokens = tokens;
            return this;
        }

        public Builder maxPids(int pids) {
            maxPids = pids;
            return this;
        }

        public Builder maxWallSeconds(double seconds) {
            maxWallSeconds = Optional.of(seconds);
            return this;
        }

        public Builder maxOutputMb(long mebibytes) {
            maxOutputMb = Optional.of(mebibytes);
            return this;
        }

        public Builder maxDiskMb(long mebibytes) {
            maxDiskMb = mebibytes;
            return this;
        }

        public Builder maxOpenFiles(int files) {
            maxOpenFiles = files;
            return this;
        }

        public Builder cpuCores(double cores) {
            cpuCores = Optional.of(cores);
            return this;
        }

        public Builder cpuWeight(int weight) {
            cpuWeight = Optional.of(weight);
            return this;
        }

        /**
         * The value that was collected.
         *
         * @throws IllegalArgumentException when a limit is outside of its bounds
         */
        public ResourceLimits build() {
            return new ResourceLimits(
                    maxMemoryMb,
                    maxCpuSeconds,
                    maxCostUsd,
                    maxTokens,
                    maxPids,
                    maxWallSeconds,
                    maxOutputMb,
                    maxDiskMb,
                    maxOpenFiles,
                    cpuCores,
                    cpuWeight);
        }
    }
}
