package io.bailiwick.plan;

import java.time.Duration;
import java.util.Optional;

/**
 * Limits of a sandbox and who holds them.
 *
 * @param memoryByKernel whether a control group holds memory; otherwise it is sampled
 * @param cpu CPU time of one execution
 * @param wall wall-clock time of one execution
 * @param outputBytes output of one execution, both streams together
 * @param diskBytes private files: layers, /tmp, /dev/shm and the home directory together
 * @param pids tasks alive at once
 * @param useControlGroup whether the sandbox gets control groups of its own
 */
public record LimitPlan(
        long memoryBytes,
        boolean memoryByKernel,
        Duration cpu,
        Optional<Duration> wall,
        Optional<Long> outputBytes,
        long diskBytes,
        int pids,
        int openFiles,
        Optional<Double> cpuCores,
        Optional<Integer> cpuWeight,
        boolean useControlGroup) {}
