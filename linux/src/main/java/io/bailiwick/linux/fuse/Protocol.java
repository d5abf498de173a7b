package io.bailiwick.linux.fuse;

/** Numbers of {@code linux/fuse.h}, under its names without their prefix. */
final class Protocol {
    static final int MAJOR = 7;
    static final int MINOR = 45;

    /** Kernel 5.4: the first with all that is used without a flag that offers it. */
    static final int OLDEST_MINOR = 31;

    static final long ROOT_ID = 1;

    static final int LOOKUP = 1;
    static final int FORGET = 2;
    static final int GETATTR = 3;
    static final int SETATTR = 4;
    static final int READLINK = 5;
    static final int SYMLINK = 6;
    static final int MKNOD = 8;
    static final int MKDIR = 9;
    static final int UNLINK = 10;
    static final int RMDIR = 11;
    static final int RENAME = 12;
    static final int LINK = 13;
    static final int OPEN = 14;
    static final int READ = 15;
    static final int WRITE = 16;
    static final int STATFS = 17;
    static final int RELEASE = 18;
    static final int FSYNC = 20;
    static final int SETXATTR = 21;
    static final int GETXATTR = 22;
    static final int LISTXATTR = 23;
    static final int REMOVEXATTR = 24;
    static final int FLUSH = 25;
    static final int INIT = 26;
    static final int OPENDIR = 27;
    static final int READDIR = 28;
    static final int RELEASEDIR = 29;
    static final int FSYNCDIR = 30;
    static final int ACCESS = 34;
    static final int CREATE = 35;
    static final int INTERRUPT = 36;
    static final int DESTROY = 38;
    static final int IOCTL = 39;
    static final int NOTIFY_REPLY = 41;
    static final int BATCH_FORGET = 42;
    static final int FALLOCATE = 43;
    static final int READDIRPLUS = 44;
    static final int RENAME2 = 45;
    static final int LSEEK = 46;
    static final int COPY_FILE_RANGE = 47;
    static final int TMPFILE = 51;
    static final int STATX = 52;
    static final int COPY_FILE_RANGE_64 = 53;

    static final int NOTIFY_INVAL_INODE = 2;
    static final int NOTIFY_INVAL_ENTRY = 3;
    static final int NOTIFY_RESEND = 7;
    static final int NOTIFY_INC_EPOCH = 8;

    static final int IN_HEADER = 40;
    static final int OUT_HEADER = 16;
    static final int ENTRY_OUT = 128;
    static final int ATTR_OUT = 104;
    static final int OPEN_OUT = 16;
    static final int STATFS_OUT = 80;
    static final int STATX_OUT = 288;
    static final int INIT_OUT = 64;

    static final long ASYNC_READ = 1L;
    static final long ATOMIC_O_TRUNC = 1L << 3;
    static final long BIG_WRITES = 1L << 5;
    static final long AUTO_INVAL_DATA = 1L << 12;
    static final long DO_READDIRPLUS = 1L << 13;
    static final long READDIRPLUS_AUTO = 1L << 14;
    static final long ASYNC_DIO = 1L << 15;
    static final long PARALLEL_DIROPS = 1L << 18;
    static final long MAX_PAGES = 1L << 22;
    static final long CACHE_SYMLINKS = 1L << 23;
    static final long EXPLICIT_INVAL_DATA = 1L << 25;
    static final long HANDLE_KILLPRIV_V2 = 1L << 28;
    static final long INIT_EXT = 1L << 30;
    static final long HAS_EXPIRE_ONLY = 1L << 35;
    static final long DIRECT_IO_ALLOW_MMAP = 1L << 36;
    static final long PASSTHROUGH = 1L << 37;
    static final long NO_EXPORT_SUPPORT = 1L << 38;
    static final long HAS_RESEND = 1L << 39;

    static final int FOPEN_KEEP_CACHE = 1 << 1;
    static final int FOPEN_CACHE_DIR = 1 << 3;
    static final int FOPEN_NOFLUSH = 1 << 5;
    static final int FOPEN_PASSTHROUGH = 1 << 7;

    static final int GETATTR_FH = 1;
    static final int OPEN_KILL_SUIDGID = 1;
    static final int WRITE_KILL_SUIDGID = 1 << 2;
    static final int FSYNC_FDATASYNC = 1;

    static final int MAX_WRITE = 1 << 20;

    /** A frame of a write of {@link #MAX_WRITE} bytes, and a page for its headers. */
    static final int REQUEST_SIZE = MAX_WRITE + 4096;

    static final int REPLY_SIZE = MAX_WRITE + 4096;

    private Protocol() {}
}
