package io.bailiwick.linux.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes one kind of limit into a group's directory, in the words of either version. */
final class LimitWriter {
    /** The kernel's default period, {@code cpu.max} and {@code cpu.cfs_period_us}. */
    private static final long PERIOD_MICROS = 100_000;

    private static final long SHARES_PER_WEIGHT_100 = 1024;
    private static final long LEAST_SHARES = 2;

    private LimitWriter() {}

    /**
     * No swap beside the memory; when memory is exhausted the whole group dies where the kernel can
     * do that.
     */
    static void memory(int version, Path directory, long bytes) throws IOException {
        if (version == 2) {
            CgroupFiles.write(directory.resolve("memory.max"), Long.toString(bytes));
            CgroupFiles.writeIfPresent(directory.resolve("memory.swap.max"), "0");
            CgroupFiles.writeIfPresent(directory.resolve("memory.oom.group"), "1");
            return;
        }
        CgroupFiles.write(directory.resolve("memory.limit_in_bytes"), Long.toString(bytes));
        Path memoryAndSwap = directory.resolve("memory.memsw.limit_in_bytes");
        if (Files.exists(memoryAndSwap)) {
            CgroupFiles.write(memoryAndSwap, Long.toString(bytes));
        } else {
            CgroupFiles.writeIfPresent(directory.resolve("memory.swappiness"), "0");
        }
    }

    static void pids(Path directory, int count) throws IOException {
        CgroupFiles.write(directory.resolve("pids.max"), Integer.toString(count));
    }

    static void cores(int version, Path directory, double cores) throws IOException {
        long quota = Math.round(cores * PERIOD_MICROS);
        if (version == 2) {
            CgroupFiles.write(directory.resolve("cpu.max"), quota + " " + PERIOD_MICROS);
        } else {
            CgroupFiles.write(directory.resolve("cpu.cfs_period_us"), Long.toString(PERIOD_MICROS));
            CgroupFiles.write(directory.resolve("cpu.cfs_quota_us"), Long.toString(quota));
        }
    }

    /** Version 1 counts in shares, 1024 being the default where version 2 has 100. */
    static void weight(int version, Path directory, int weight) throws IOException {
        if (version == 2) {
            CgroupFiles.write(directory.resolve("cpu.weight"), Integer.toString(weight));
        } else {
            long shares = Math.max(LEAST_SHARES, weight * SHARES_PER_WEIGHT_100 / 100);
            CgroupFiles.write(directory.resolve("cpu.shares"), Long.toString(shares));
        }
    }
}
