package io.bailiwick.linux.ffi;

/**
 * Extended attributes by path.
 *
 * <p>Safe because strings end with a zero byte, values are at most as long as is said, and a size
 * of 0 makes the calls that answer write nothing.
 */
public final class XattrCalls {

    private XattrCalls() {}

    /** {@code int setxattr(const char *path, const char *name, const void *, size_t, int)}. */
    public static int set(long path, long name, long value, int size, int flags) {
        return (int) SystemCall.SETXATTR.call(path, name, value, size, flags);
    }

    /** {@code ssize_t getxattr(const char *path, const char *name, void *value, size_t size)}. */
    public static int get(long path, long name, long value, int size) {
        return (int) SystemCall.GETXATTR.call(path, name, value, size);
    }

    /** {@code ssize_t listxattr(const char *path, char *list, size_t size)}. */
    public static int list(long path, long list, int size) {
        return (int) SystemCall.LISTXATTR.call(path, list, size);
    }

    /** {@code int removexattr(const char *path, const char *name)}. */
    public static int remove(long path, long name) {
        return (int) SystemCall.REMOVEXATTR.call(path, name);
    }
}
