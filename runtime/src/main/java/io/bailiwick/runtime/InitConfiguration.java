package io.bailiwick.runtime;

import io.bailiwick.linux.seccomp.AgentProfile;
import io.bailiwick.linux.seccomp.SeccompArch;
import io.bailiwick.plan.LimitPlan;
import io.bailiwick.runtime.wire.FrameType;
import io.bailiwick.runtime.wire.FrameWriter;
import java.nio.ByteBuffer;
import java.util.List;

/** What init is told once: limits, filters, and where writing is allowed. */
final class InitConfiguration {

    /** Filters that init installs for good; the one against new processes comes per execution. */
    static final int FILTERS = 2;

    /** Tasks beyond the sandbox's own limit that init keeps for itself and its supervisors. */
    private static final int RESERVE = 64;

    private static final byte[] IOCTL;
    private static final byte[] MAIN;
    private static final byte[] NO_SPAWN;

    static {
        AgentProfile profile =
                AgentProfile.agentDefault(SeccompArch.current().orElse(SeccompArch.X86_64));
        IOCTL = profile.ioctlFilter().bytes();
        MAIN = profile.mainFilter().bytes();
        NO_SPAWN = profile.noSpawnFilter().bytes();
    }

    // Numbers of asm-generic/resource.h.
    private static final int RLIMIT_FSIZE = 1;
    private static final int RLIMIT_CORE = 4;
    private static final int RLIMIT_NPROC = 6;
    private static final int RLIMIT_NOFILE = 7;
    private static final int RLIMIT_MEMLOCK = 8;
    private static final int RLIMIT_AS = 9;
    private static final int RLIMIT_SIGPENDING = 11;
    private static final int RLIMIT_MSGQUEUE = 12;
    private static final int RLIMIT_NICE = 13;
    private static final int RLIMIT_RTPRIO = 14;

    private static final long MEMLOCK_BYTES = 8 << 20;
    private static final int PENDING_SIGNALS = 4096;

    /**
     * A quarter of what a process can address. Runtimes reserve far more than they ever use: the
     * address sanitizer 20 TiB (its shadow of 47 bits), ZGC 16 times its heap, V8 1 TiB. What is in
     * use is held by {@code max_memory_mb}.
     */
    private static final long ADDRESS_SPACE_BYTES = 32L << 40;

    private InitConfiguration() {}

    /**
     * RLIMIT_NPROC of programs: the declared tasks, init, and one supervisor process. The kernel
     * counts per user and user namespace, which is the sandbox.
     */
    static long processes(LimitPlan limits) {
        return limits.pids() + 2L;
    }

    /** RLIMIT_NPROC of init itself, which can act when the sandbox is full. */
    static long initProcesses(LimitPlan limits) {
        return processes(limits) + RESERVE;
    }

    /**
     * The frame.
     *
     * @param writable paths that Landlock lets programs write
     */
    static ByteBuffer frame(LimitPlan limits, boolean landlock, List<String> writable) {
        // A little more than the private file system holds, so that it answers ENOSPC first.
        long fileBytes = limits.diskBytes() + (64 << 10);
        long[][] values = {
            {RLIMIT_FSIZE, fileBytes, fileBytes},
            {RLIMIT_CORE, 0, 0},
            {RLIMIT_NPROC, processes(limits), initProcesses(limits)},
            {RLIMIT_NOFILE, limits.openFiles(), limits.openFiles()},
            {RLIMIT_MEMLOCK, MEMLOCK_BYTES, MEMLOCK_BYTES},
            {RLIMIT_AS, ADDRESS_SPACE_BYTES, ADDRESS_SPACE_BYTES},
            {RLIMIT_SIGPENDING, PENDING_SIGNALS, PENDING_SIGNALS},
            {RLIMIT_MSGQUEUE, 0, 0},
            {RLIMIT_NICE, 0, 0},
            {RLIMIT_RTPRIO, 0, 0},
        };
        FrameWriter out =
                FrameWriter.frame(FrameType.CONFIG, 0)
                        .u32(FrameType.VERSION)
                        .u8(landlock ? 1 : 0)
                        .u32(values.length);
        for (long[] value : values) {
            out.u32((int) value[0]).u64(value[1]).u64(value[2]);
        }
        return out.u32(FILTERS).blob(IOCTL).blob(MAIN).blob(NO_SPAWN).strings(writable).finish();
    }
}
