package io.bailiwick.runtime.guardian;

/** Linux error numbers that the launcher and init meet; numbers of asm-generic/errno*.h. */
public final class Errno {

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EINVAL = 22;
    public static final int ENOSPC = 28;
    public static final int ETIMEDOUT = 110;

    private Errno() {}

    /** A short text for an error number. */
    public static String describe(int errno) {
        return switch (errno) {
            case EPERM -> "operation not permitted";
            case ENOENT -> "no such file or directory";
            case 5 -> "input/output error";
            case 7 -> "argument list too long";
            case 8 -> "exec format error";
            case EAGAIN -> "resource temporarily unavailable";
            case ENOMEM -> "out of memory";
            case EACCES -> "permission denied";
            case 16 -> "busy";
            case 17 -> "file exists";
            case 19 -> "no such device";
            case 20 -> "not a directory";
            case 21 -> "is a directory";
            case EINVAL -> "invalid argument";
            case 24 -> "too many open files";
            case 26 -> "text file busy";
            case ENOSPC -> "no space left, or a limit of the host is reached";
            case 30 -> "read-only file system";
            case 36 -> "file name too long";
            case 38 -> "not offered by this kernel";
            case 40 -> "a symbolic link is in the path";
            case 74 -> "malformed request";
            case 75 -> "value too large";
            case ETIMEDOUT -> "no answer in time";
            default -> "error " + errno;
        };
    }
}
