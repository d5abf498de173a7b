package io.bailiwick.linux.ffi;

/** Offsets in bytes and bits of {@code struct statx}, the same on every architecture. */
public final class Statx {
    public static final int SIZE_OF = 256;

    public static final int BLKSIZE = 4;
    public static final int NLINK = 16;
    public static final int UID = 20;
    public static final int GID = 24;
    public static final int MODE = 28;
    public static final int INO = 32;
    public static final int SIZE = 40;
    public static final int BLOCKS = 48;
    public static final int ATIME = 64;
    public static final int BTIME = 80;
    public static final int CTIME = 96;
    public static final int MTIME = 112;
    public static final int RDEV_MAJOR = 128;
    public static final int RDEV_MINOR = 132;
    public static final int DEV_MAJOR = 136;
    public static final int DEV_MINOR = 140;

    /** STATX_BASIC_STATS. */
    public static final int BASIC = 0x7ff;

    /** STATX_BASIC_STATS and STATX_BTIME. */
    public static final int BASIC_AND_BIRTH = 0xfff;

    private Statx() {}
}
