package io.bailiwick.linux.ffi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Calls that open, look at and change names.
 *
 * <p>All are safe for the same reason: strings are read up to their zero byte, and only {@link
 * #statx} and {@link #readlinkat} write, within the length that is named.
 */
public final class FileCalls {

    public static final int AT_FDCWD = -100;
    public static final int AT_SYMLINK_NOFOLLOW = 0x100;
    public static final int AT_REMOVEDIR = 0x200;
    public static final int AT_SYMLINK_FOLLOW = 0x400;
    public static final int AT_EMPTY_PATH = 0x1000;

    public static final long RESOLVE_NO_MAGICLINKS = 0x02;
    public static final long RESOLVE_NO_SYMLINKS = 0x04;
    public static final long RESOLVE_BENEATH = 0x08;

    private static final int OPEN_HOW_SIZE = 24;

    private FileCalls() {}

    /** {@code int openat(int dirfd, const char *path, int flags, mode_t mode)}. */
    public static int openat(int directory, long path, int flags, int mode) {
        return (int) SystemCall.OPENAT.call(directory, path, Integer.toUnsignedLong(flags), mode);
    }

    /**
     * {@code int openat2(int dirfd, const char *path, struct open_how *how, size_t size)}. The
     * structure is {@code u64 flags, mode, resolve} in the thread's small memory.
     */
    public static int openat2(int directory, long path, int flags, int mode, long resolve) {
        MemorySegment how = ThreadMemory.current().small();
        how.set(ValueLayout.JAVA_LONG, 0, Integer.toUnsignedLong(flags));
        how.set(ValueLayout.JAVA_LONG, 8, mode);
        how.set(ValueLayout.JAVA_LONG, 16, resolve);
        return (int) SystemCall.OPENAT2.call(directory, path, how.address(), OPEN_HOW_SIZE);
    }

    /** {@code int close(int fd)}. The number is free afterwards whatever the result. */
    public static int close(int descriptor) {
        return (int) SystemCall.CLOSE.call(descriptor);
    }

    /**
     * {@code int statx(int dirfd, const char *path, int flags, unsigned mask, struct statx *)},
     * into the thread's {@link ThreadMemory#statx}.
     */
    public static int statx(int directory, long path, int flags, int mask) {
        MemorySegment result = ThreadMemory.current().statx();
        return (int) SystemCall.STATX.call(directory, path, flags, mask, result.address());
    }

    /** {@code ssize_t readlinkat(int dirfd, const char *path, char *buffer, size_t size)}. */
    public static int readlinkat(int directory, long path, long buffer, int size) {
        return (int) SystemCall.READLINKAT.call(directory, path, buffer, size);
    }

    /** {@code int symlinkat(const char *target, int dirfd, const char *path)}. */
    public static int symlinkat(long target, int directory, long path) {
        return (int) SystemCall.SYMLINKAT.call(target, directory, path);
    }

    /** {@code int mknodat(int dirfd, const char *path, mode_t mode, dev_t device)}. */
    public static int mknodat(int directory, long path, int mode, int device) {
        return (int) SystemCall.MKNODAT.call(directory, path, mode, Integer.toUnsignedLong(device));
    }

    /** {@code int mkdirat(int dirfd, const char *path, mode_t mode)}. */
    public static int mkdirat(int directory, long path, int mode) {
        return (int) SystemCall.MKDIRAT.call(directory, path, mode);
    }

    /** {@code int unlinkat(int dirfd, const char *path, int flags)}. */
    public static int unlinkat(int directory, long path, int flags) {
        return (int) SystemCall.UNLINKAT.call(directory, path, flags);
    }

    /**
     * {@code int renameat2(int olddir, const char *old, int newdir, const char *new, unsigned)}.
     */
    public static int renameat2(int from, long path, int to, long newPath, int flags) {
        return (int)
                SystemCall.RENAMEAT2.call(from, path, to, newPath, Integer.toUnsignedLong(flags));
    }

    /** {@code int linkat(int olddir, const char *old, int newdir, const char *new, int flags)}. */
    public static int linkat(int from, long path, int to, long newPath, int flags) {
        return (int) SystemCall.LINKAT.call(from, path, to, newPath, flags);
    }

    /** {@code int fchmodat(int dirfd, const char *path, mode_t mode)}; symbolic links followed. */
    public static int fchmodat(int directory, long path, int mode) {
        return (int) SystemCall.FCHMODAT.call(directory, path, mode);
    }

    /** {@code int fchownat(int dirfd, const char *path, uid_t uid, gid_t gid, int flags)}. */
    public static int fchownat(int directory, long path, int uid, int gid, int flags) {
        return (int)
                SystemCall.FCHOWNAT.call(
                        directory,
                        path,
                        Integer.toUnsignedLong(uid),
                        Integer.toUnsignedLong(gid),
                        flags);
    }

    /**
     * {@code int utimensat(int dirfd, const char *path, const struct timespec times[2], int)}; 32
     * bytes are read.
     */
    public static int utimensat(int directory, long path, long times, int flags) {
        return (int) SystemCall.UTIMENSAT.call(directory, path, times, flags);
    }

    /** {@code int truncate(const char *path, off_t length)}. */
    public static int truncate(long path, long length) {
        return (int) SystemCall.TRUNCATE.call(path, length);
    }
}
