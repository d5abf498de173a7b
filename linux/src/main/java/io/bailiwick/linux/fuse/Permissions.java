package io.bailiwick.linux.fuse;

/** The classic decision by mode bits. */
final class Permissions {
    private static final int EXECUTE = 1;
    private static final int DIRECTORY = 0040000;

    private Permissions() {}

    /** Whether a caller may read (4), write (2), execute (1), as access(2) combines them. */
    static boolean allow(Caller caller, int mode, int uid, int gid, int mask) {
        int wanted = mask & 7;
        if (caller.uid() == 0) {
            boolean executable = (mode & 0111) != 0 || (mode & Node.TYPE_MASK) == DIRECTORY;
            return (wanted & EXECUTE) == 0 || executable;
        }
        int granted = mode;
        if (caller.uid() == uid) {
            granted = mode >> 6;
        } else if (caller.gid() == gid) {
            granted = mode >> 3;
        }
        return (granted & wanted) == wanted;
    }
}
