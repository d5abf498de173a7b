package io.bailiwick.runtime.exec;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What init reports of an execution's end.
 *
 * @param waitStatus the main process's status as wait(2) gives it
 * @param reason why init ended it
 * @param exact whether the status is the main process's own; false when its supervisor process was
 *     killed before it could tell
 * @param userMicros CPU time in user mode of the tree so far, in microseconds
 * @param systemMicros CPU time in kernel mode, in microseconds
 * @param peakKib largest resident set of one process, in KiB
 * @param refusedSpawns attempts to create a process that were refused
 */
public record Exit(
        int waitStatus,
        Reason reason,
        boolean exact,
        long userMicros,
        long systemMicros,
        long peakKib,
        long refusedSpawns,
        long stdoutBytes,
        long stderrBytes) {

    /** Why init ended an execution; the order is that of {@code init.h}. */
    public enum Reason {
        NONE,
        TIMEOUT,
        KILLED,
        OUTPUT
    }

    private static final int BYTES = 4 + 1 + 1 + 8 + 8 + 8 + 4 + 8 + 8;

    static Exit decode(ByteBuffer payload) throws IOException {
        if (payload.remaining() != BYTES) {
            throw new IOException("malformed exit report");
        }
        int status = payload.getInt();
        int reason = payload.get() & 0xff;
        if (reason >= Reason.values().length) {
            throw new IOException("malformed exit report");
        }
        return new Exit(
                status,
                Reason.values()[reason],
                payload.get() != 0,
                payload.getLong(),
                payload.getLong(),
                payload.getLong(),
                Integer.toUnsignedLong(payload.getInt()),
                payload.getLong(),
                payload.getLong());
    }

    /** CPU time of the tree so far. */
    public long cpuNanos() {
        return (userMicros + systemMicros) * 1000;
    }

    /** Whether the main process ended by itself. */
    public boolean exited() {
        return (waitStatus & 0x7f) == 0;
    }

    /** The exit code, when {@link #exited()}. */
    public int code() {
        return waitStatus >> 8 & 0xff;
    }

    /** The signal that ended the main process, when not {@link #exited()}. */
    public int signal() {
        return waitStatus & 0x7f;
    }
}
