package io.bailiwick.linux.fuse;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** {@code struct fuse_statfs_out}. Valid during the call that it was given to. */
public final class StatfsReply {
    private final MemorySegment reply;

    StatfsReply(MemorySegment reply) {
        this.reply = reply;
    }

    /** Takes all of it from the {@code struct statfs} of a 64-bit machine. */
    public void from(MemorySegment statfs) {
        reply.asSlice(Protocol.OUT_HEADER, Protocol.STATFS_OUT).fill((byte) 0);
        for (int i = 0; i < 5; i++) {
            reply.set(
                    JAVA_LONG_UNALIGNED,
                    Protocol.OUT_HEADER + 8 * i,
                    statfs.get(JAVA_LONG_UNALIGNED, 16 + 8 * i));
        }
        set(40, statfs.get(JAVA_LONG_UNALIGNED, 8));
        set(44, statfs.get(JAVA_LONG_UNALIGNED, 64));
        set(48, statfs.get(JAVA_LONG_UNALIGNED, 72));
    }

    private void set(int offset, long value) {
        reply.set(JAVA_INT_UNALIGNED, Protocol.OUT_HEADER + offset, (int) value);
    }
}
