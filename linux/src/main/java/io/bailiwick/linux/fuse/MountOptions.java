package io.bailiwick.linux.fuse;

/**
 * How a view is mounted; always {@code nosuid,nodev}.
 *
 * @param allowOther whether other users than the mounting one may enter
 * @param defaultPermissions whether the kernel decides by mode bits before it asks; what it refuses
 *     then, nobody sees
 * @param passthrough whether the kernel may read and write backing files itself, where it can
 */
public record MountOptions(boolean allowOther, boolean defaultPermissions, boolean passthrough) {

    /** Everybody enters, the file system decides alone, passthrough where it works. */
    public static final MountOptions OPEN = new MountOptions(true, false, true);

    String data(int descriptor, int uid, int gid) {
        return "fd="
                + descriptor
                + ",rootmode=40000,user_id="
                + uid
                + ",group_id="
                + gid
                + (allowOther ? ",allow_other" : "")
                + (defaultPermissions ? ",default_permissions" : "");
    }
}
