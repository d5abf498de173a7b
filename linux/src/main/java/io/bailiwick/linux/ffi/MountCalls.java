package io.bailiwick.linux.ffi;

/** Mounting; safe because only strings that end with a zero byte are read. */
public final class MountCalls {

    public static final long MS_RDONLY = 1;
    public static final long MS_NOSUID = 2;
    public static final long MS_NODEV = 4;

    public static final int MNT_FORCE = 1;
    public static final int MNT_DETACH = 2;
    public static final int UMOUNT_NOFOLLOW = 8;

    private MountCalls() {}

    /**
     * {@code int mount(const char *source, const char *target, const char *type, unsigned long
     * flags, const void *data)}. The kernel reads one page of data at most.
     */
    public static int mount(long source, long target, long type, long flags, long data) {
        return (int) SystemCall.MOUNT.call(source, target, type, flags, data);
    }

    /** {@code int umount2(const char *target, int flags)}. */
    public static int umount2(long target, int flags) {
        return (int) SystemCall.UMOUNT2.call(target, flags);
    }
}
