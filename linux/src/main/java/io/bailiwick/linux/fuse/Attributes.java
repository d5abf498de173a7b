package io.bailiwick.linux.fuse;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.bailiwick.linux.ffi.Statx;
import java.lang.foreign.MemorySegment;

/** A writer of {@code struct fuse_attr} in a reply. Valid during the call that it was given to. */
public final class Attributes {
    static final int SIZE_OF = 88;

    private final MemorySegment reply;
    private long base;

    Attributes(MemorySegment reply, long base) {
        this.reply = reply;
        this.base = base;
    }

    void moveTo(long newBase) {
        base = newBase;
    }

    /** Takes all of it from a {@code struct statx} with the basic fields. */
    public Attributes from(MemorySegment statx) {
        inode(statx.get(JAVA_LONG_UNALIGNED, Statx.INO));
        size(
                statx.get(JAVA_LONG_UNALIGNED, Statx.SIZE),
                statx.get(JAVA_LONG_UNALIGNED, Statx.BLOCKS));
        time(24, 48, statx, Statx.ATIME);
        time(32, 52, statx, Statx.MTIME);
        time(40, 56, statx, Statx.CTIME);
        mode(Short.toUnsignedInt(statx.get(JAVA_SHORT_UNALIGNED, Statx.MODE)));
        set(64, statx.get(JAVA_INT_UNALIGNED, Statx.NLINK));
        owner(statx.get(JAVA_INT_UNALIGNED, Statx.UID), statx.get(JAVA_INT_UNALIGNED, Statx.GID));
        set(
                76,
                device(
                        statx.get(JAVA_INT_UNALIGNED, Statx.RDEV_MAJOR),
                        statx.get(JAVA_INT_UNALIGNED, Statx.RDEV_MINOR)));
        set(80, statx.get(JAVA_INT_UNALIGNED, Statx.BLKSIZE));
        set(84, 0);
        return this;
    }

    /** The inode number that programs see. */
    public Attributes inode(long number) {
        reply.set(JAVA_LONG_UNALIGNED, base, number);
        return this;
    }

    /** Size in bytes, and what it takes in blocks of 512 bytes. */
    public Attributes size(long bytes, long blocks) {
        reply.set(JAVA_LONG_UNALIGNED, base + 8, bytes);
        reply.set(JAVA_LONG_UNALIGNED, base + 16, blocks);
        return this;
    }

    /** File type and permission bits. */
    public Attributes mode(int mode) {
        set(60, mode);
        return this;
    }

    public Attributes owner(int uid, int gid) {
        set(68, uid);
        set(72, gid);
        return this;
    }

    private void time(int seconds, int nanoseconds, MemorySegment statx, int from) {
        reply.set(JAVA_LONG_UNALIGNED, base + seconds, statx.get(JAVA_LONG_UNALIGNED, from));
        set(nanoseconds, statx.get(JAVA_INT_UNALIGNED, from + 8));
    }

    private void set(int offset, int value) {
        reply.set(JAVA_INT_UNALIGNED, base + offset, value);
    }

    /** As {@code new_encode_dev} of the kernel has it. */
    private static int device(int major, int minor) {
        return (minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12);
    }
}
