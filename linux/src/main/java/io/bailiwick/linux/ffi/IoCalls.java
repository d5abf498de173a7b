package io.bailiwick.linux.ffi;

/**
 * Calls on descriptors that are open.
 *
 * <p>Safe because each reads or writes at most the number of bytes that its caller names.
 */
public final class IoCalls {

    public static final int SEEK_SET = 0;
    public static final int SEEK_DATA = 3;
    public static final int SEEK_HOLE = 4;

    private IoCalls() {}

    /** {@code ssize_t read(int fd, void *buffer, size_t size)}. */
    public static int read(int descriptor, long buffer, int size) {
        return (int) SystemCall.READ.call(descriptor, buffer, size);
    }

    /** {@code ssize_t write(int fd, const void *buffer, size_t size)}. */
    public static int write(int descriptor, long buffer, int size) {
        return (int) SystemCall.WRITE.call(descriptor, buffer, size);
    }

    /** {@code ssize_t pread64(int fd, void *buffer, size_t size, off_t offset)}. */
    public static int pread(int descriptor, long buffer, int size, long offset) {
        return (int) SystemCall.PREAD64.call(descriptor, buffer, size, offset);
    }

    /** {@code ssize_t pwrite64(int fd, const void *buffer, size_t size, off_t offset)}. */
    public static int pwrite(int descriptor, long buffer, int size, long offset) {
        return (int) SystemCall.PWRITE64.call(descriptor, buffer, size, offset);
    }

    /** {@code off_t lseek(int fd, off_t offset, int whence)}. */
    public static long lseek(int descriptor, long offset, int whence) {
        return SystemCall.LSEEK.call(descriptor, offset, whence);
    }

    /** {@code ssize_t getdents64(int fd, void *entries, size_t size)}. */
    public static int getdents64(int descriptor, long entries, int size) {
        return (int) SystemCall.GETDENTS64.call(descriptor, entries, size);
    }

    /** {@code int fsync(int fd)}. */
    public static int fsync(int descriptor) {
        return (int) SystemCall.FSYNC.call(descriptor);
    }

    /** {@code int fdatasync(int fd)}. */
    public static int fdatasync(int descriptor) {
        return (int) SystemCall.FDATASYNC.call(descriptor);
    }

    /** {@code int ftruncate(int fd, off_t length)}. */
    public static int ftruncate(int descriptor, long length) {
        return (int) SystemCall.FTRUNCATE.call(descriptor, length);
    }

    /** {@code int fallocate(int fd, int mode, off_t offset, off_t length)}. */
    public static int fallocate(int descriptor, int mode, long offset, long length) {
        return (int) SystemCall.FALLOCATE.call(descriptor, mode, offset, length);
    }

    /**
     * {@code ssize_t copy_file_range(int in, off_t *, int out, off_t *, size_t, unsigned)}; the
     * offsets are two {@code long}s that the call reads and writes.
     */
    public static long copyFileRange(
            int in, long inOffset, int out, long outOffset, long length, int flags) {
        return SystemCall.COPY_FILE_RANGE.call(in, inOffset, out, outOffset, length, flags);
    }

    /**
     * {@code int fstatfs(int fd, struct statfs *result)}; 120 bytes are written on 64-bit machines.
     */
    public static int fstatfs(int descriptor, long result) {
        return (int) SystemCall.FSTATFS.call(descriptor, result);
    }

    /**
     * {@code int ioctl(int fd, unsigned long request, ...)}; how much is read or written behind the
     * address is encoded in the request.
     */
    public static int ioctl(int descriptor, long request, long argument) {
        return (int) SystemCall.IOCTL.call(descriptor, request, argument);
    }
}
