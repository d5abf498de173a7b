package io.bailiwick.linux.ffi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;

/**
 * Calls about the calling thread, which has to be a platform thread: a virtual one would leave its
 * carrier changed.
 */
public final class ThreadCalls {

    private static final long CLONE_FS = 0x200;

    private ThreadCalls() {}

    /**
     * {@code int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *mask)}: the processors that
     * the thread may run on, empty when there are more than the mask can say. Writes at most the
     * size named.
     */
    public static BitSet affinity() {
        MemorySegment mask = ThreadMemory.current().small();
        mask.fill((byte) 0);
        long written = SystemCall.SCHED_GETAFFINITY.call(0, mask.byteSize(), mask.address());
        return written < 0
                ? new BitSet()
                : BitSet.valueOf(mask.asSlice(0, written).toArray(ValueLayout.JAVA_BYTE));
    }

    /**
     * {@code int sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *mask)} with one
     * processor.
     */
    public static int pin(int processor) {
        MemorySegment mask = ThreadMemory.current().small();
        mask.fill((byte) 0);
        if (processor < 0 || processor / 8 >= mask.byteSize()) {
            return -Errno.EINVAL;
        }
        mask.set(ValueLayout.JAVA_BYTE, processor / 8, (byte) (1 << (processor % 8)));
        return (int) SystemCall.SCHED_SETAFFINITY.call(0, mask.byteSize(), mask.address());
    }

    /**
     * Gives the thread a file mode creation mask of its own and clears it: {@code int
     * unshare(CLONE_FS)}, {@code mode_t umask(0)}. The rest of the process keeps its mask. Safe
     * because it needs no privilege and the JVM itself uses neither mask nor working directory of
     * this thread.
     */
    public static int ownClearUmask() {
        int result = (int) SystemCall.UNSHARE.call(CLONE_FS);
        if (result == 0) {
            SystemCall.UMASK.call(0);
        }
        return result;
    }
}
