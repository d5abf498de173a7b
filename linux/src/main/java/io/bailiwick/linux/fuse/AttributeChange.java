package io.bailiwick.linux.fuse;

/**
 * What SETATTR asks for: each value counts only where its question is answered with yes. Valid
 * during the call that it was given to.
 */
public final class AttributeChange {
    private static final int MODE = 1;
    private static final int UID = 1 << 1;
    private static final int GID = 1 << 2;
    private static final int SIZE = 1 << 3;
    private static final int ATIME = 1 << 4;
    private static final int MTIME = 1 << 5;
    private static final int HANDLE = 1 << 6;
    private static final int ATIME_NOW = 1 << 7;
    private static final int MTIME_NOW = 1 << 8;
    private static final int KILL_SUIDGID = 1 << 11;

    private final Request request;

    AttributeChange(Request request) {
        this.request = request;
    }

    private boolean has(int bit) {
        return (request.intAt(0) & bit) != 0;
    }

    public boolean changesMode() {
        return has(MODE);
    }

    /** The new permission bits; file type bits are not cleared. */
    public int mode() {
        return request.intAt(68);
    }

    public boolean changesUid() {
        return has(UID);
    }

    public int uid() {
        return request.intAt(76);
    }

    public boolean changesGid() {
        return has(GID);
    }

    public int gid() {
        return request.intAt(80);
    }

    public boolean changesSize() {
        return has(SIZE);
    }

    /** The new size in bytes. */
    public long size() {
        return request.longAt(16);
    }

    public boolean changesAccessTime() {
        return has(ATIME);
    }

    /** Whether the new access time is the present one. */
    public boolean accessTimeIsNow() {
        return has(ATIME_NOW);
    }

    /** Seconds since the epoch. */
    public long accessSeconds() {
        return request.longAt(32);
    }

    public int accessNanoseconds() {
        return request.intAt(56);
    }

    public boolean changesModificationTime() {
        return has(MTIME);
    }

    /** Whether the new modification time is the present one. */
    public boolean modificationTimeIsNow() {
        return has(MTIME_NOW);
    }

    /** Seconds since the epoch. */
    public long modificationSeconds() {
        return request.longAt(40);
    }

    public int modificationNanoseconds() {
        return request.intAt(60);
    }

    /** Whether set-user-id and set-group-id have to go, as after a write by somebody else. */
    public boolean killsPrivileges() {
        return has(KILL_SUIDGID);
    }

    /** The open file that the change is made through, or {@link FileSystem#NO_HANDLE}. */
    public long handle() {
        return has(HANDLE) ? request.longAt(8) : FileSystem.NO_HANDLE;
    }
}
