package io.bailiwick.linux.cgroup;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Limits of a group; an empty one is not set.
 *
 * @param memoryBytes memory and swap together, at least 64 KiB; the kernel rounds down to pages
 * @param pids processes and threads, at least 1
 * @param cpuCores CPU time per wall time, at least 0.01 (the kernel's least quota is 1 ms in 100
 *     ms)
 * @param cpuWeight share under contention, 1 to 10000, 100 being a group's default
 */
public record CgroupLimits(
        OptionalLong memoryBytes,
        OptionalInt pids,
        OptionalDouble cpuCores,
        OptionalInt cpuWeight) {
    /** No limit at all: counting, freezing and killing only. */
    public static final CgroupLimits NONE =
            new CgroupLimits(
                    OptionalLong.empty(),
                    OptionalInt.empty(),
                    OptionalDouble.empty(),
                    OptionalInt.empty());

    private static final long LEAST_MEMORY = 64 * 1024;
    private static final double LEAST_CORES = 0.01;
    private static final double MOST_CORES = 10_000;
    private static final int MOST_WEIGHT = 10_000;

    public CgroupLimits {
        if (memoryBytes.isPresent() && memoryBytes.getAsLong() < LEAST_MEMORY) {
            throw new IllegalArgumentException(
                    "memoryBytes must be at least 65536: " + memoryBytes.getAsLong());
        }
        if (pids.isPresent() && pids.getAsInt() < 1) {
            throw new IllegalArgumentException("pids must be positive: " + pids.getAsInt());
        }
        // The negated form refuses NaN too.
        if (cpuCores.isPresent()
                && !(cpuCores.getAsDouble() >= LEAST_CORES
                        && cpuCores.getAsDouble() <= MOST_CORES)) {
            throw new IllegalArgumentException(
                    "cpuCores must be from 0.01 to 10000: " + cpuCores.getAsDouble());
        }
        if (cpuWeight.isPresent()
                && (cpuWeight.getAsInt() < 1 || cpuWeight.getAsInt() > MOST_WEIGHT)) {
            throw new IllegalArgumentException(
                    "cpuWeight must be from 1 to 10000: " + cpuWeight.getAsInt());
        }
    }

    /** These limits with another memory limit. */
    public CgroupLimits withMemoryBytes(long bytes) {
        return new CgroupLimits(OptionalLong.of(bytes), pids, cpuCores, cpuWeight);
    }

    /** These limits with another limit of processes and threads. */
    public CgroupLimits withPids(int count) {
        return new CgroupLimits(memoryBytes, OptionalInt.of(count), cpuCores, cpuWeight);
    }

    /** These limits with another limit of CPU time per wall time. */
    public CgroupLimits withCpuCores(double cores) {
        return new CgroupLimits(memoryBytes, pids, OptionalDouble.of(cores), cpuWeight);
    }

    /** These limits with another share under contention. */
    public CgroupLimits withCpuWeight(int weight) {
        return new CgroupLimits(memoryBytes, pids, cpuCores, OptionalInt.of(weight));
    }
}
