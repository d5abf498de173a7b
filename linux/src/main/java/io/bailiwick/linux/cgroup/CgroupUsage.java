package io.bailiwick.linux.cgroup;

import java.util.OptionalLong;

/**
 * What a group has used; empty where the host does not count it.
 *
 * @param cpuNanos CPU time of all that ever ran in it
 * @param throttledNanos time that it was held back by its CPU limit
 * @param memoryBytes charged now, page cache included
 * @param memoryPeakBytes most that was charged at once
 * @param pids processes and threads now
 * @param pidsPeak most at once
 * @param pidsRefused forks that failed at the limit
 * @param oomKills processes that the kernel killed at the memory limit
 */
public record CgroupUsage(
        OptionalLong cpuNanos,
        OptionalLong throttledNanos,
        OptionalLong memoryBytes,
        OptionalLong memoryPeakBytes,
        OptionalLong pids,
        OptionalLong pidsPeak,
        OptionalLong pidsRefused,
        OptionalLong oomKills) {}
