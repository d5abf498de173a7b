package io.bailiwick.linux.fuse;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.bailiwick.linux.ffi.Statx;
import java.lang.foreign.MemorySegment;

/** {@code struct fuse_statx_out}. Valid during the call that it was given to. */
public final class StatxReply {
    private static final int STATX = Protocol.OUT_HEADER + 32;

    private final MemorySegment reply;

    StatxReply(MemorySegment reply) {
        this.reply = reply;
    }

    /** Takes a {@code struct statx}, whose layout is the protocol's own. */
    public StatxReply from(MemorySegment statx, long validNanoseconds) {
        reply.asSlice(Protocol.OUT_HEADER, 32).fill((byte) 0);
        reply.set(JAVA_LONG_UNALIGNED, Protocol.OUT_HEADER, validNanoseconds / 1_000_000_000);
        reply.set(
                JAVA_INT_UNALIGNED,
                Protocol.OUT_HEADER + 8,
                (int) (validNanoseconds % 1_000_000_000));
        MemorySegment.copy(statx, 0, reply, STATX, Statx.SIZE_OF);
        return this;
    }

    /** The inode number that programs see. */
    public StatxReply inode(long number) {
        reply.set(JAVA_LONG_UNALIGNED, STATX + Statx.INO, number);
        return this;
    }

    public StatxReply owner(int uid, int gid) {
        reply.set(JAVA_INT_UNALIGNED, STATX + Statx.UID, uid);
        reply.set(JAVA_INT_UNALIGNED, STATX + Statx.GID, gid);
        return this;
    }
}
