package io.bailiwick.linux.cgroup;

import java.util.Locale;

/**
 * What a group can do. In version 2 the last two belong to every group, whatever controllers are
 * on.
 */
public enum Controller {
    MEMORY,
    PIDS,
    CPU,
    CPUACCT,
    FREEZER;

    /** The kernel's name. */
    public String kernelName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether version 2 must be told to turn it on, in {@code cgroup.subtree_control}. */
    boolean isDomainController() {
        return this == MEMORY || this == PIDS || this == CPU;
    }
}
