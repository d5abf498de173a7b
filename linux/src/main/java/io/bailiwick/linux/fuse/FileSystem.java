package io.bailiwick.linux.fuse;

import io.bailiwick.linux.ffi.Errno;

/**
 * What requests mean.
 *
 * <p>Results follow the kernel's convention: zero or more, or a negated {@link Errno}. A reply
 * counts only if the result is no error, and then has to be filled. Names have been checked: 1 to
 * 255 bytes, no slash, neither {@code .} nor {@code ..}.
 *
 * <p>A node is a number of 64 bits that the file system chooses, 1 for the root; it stays valid
 * until as many lookups as were answered have been forgotten. One inode must be one node, or its
 * names would have caches of their own. A node or handle that is not known is answered with {@link
 * Errno#ESTALE} or {@link Errno#EBADF}.
 *
 * <p>Methods are called by several threads at once and run to their end on the thread that serves
 * the request, with a file mode creation mask of 0 (masks are applied by the kernel). An unchecked
 * exception becomes {@link Errno#EIO}. Implementations never touch a path beneath the mount and
 * send no notification from within a call.
 */
public interface FileSystem extends AutoCloseable {

    /** The node of the mount's root. */
    long ROOT = Protocol.ROOT_ID;

    /** No open file is named. */
    long NO_HANDLE = -1;

    /** Called once, after the kernel and we have agreed on what the connection can do. */
    default void started(Session session) {}

    /**
     * Whether nobody else changes what lies beneath, so that cached pages never have to be compared
     * with it.
     */
    default boolean soleWriter() {
        return false;
    }

    /** A name that does not exist is an error or {@link EntryReply#absent}. */
    int lookup(Caller caller, long parent, String name, EntryReply reply);

    /** Takes back {@code lookups} of those that were answered for the node. */
    void forget(long node, long lookups);

    /** The caller of a request that may still be running got a signal. */
    default void interrupt(long unique) {}

    int getattr(Caller caller, long node, long handle, AttributesReply reply);

    int statx(Caller caller, long node, long handle, int mask, StatxReply reply);

    int setattr(Caller caller, long node, AttributeChange change, AttributesReply reply);

    /** Answers the number of bytes. */
    int readlink(Caller caller, long node, DataReply reply);

    int symlink(Caller caller, long parent, String name, String target, EntryReply reply);

    /** Makes a file, FIFO, socket or device. */
    int mknod(Caller caller, long parent, String name, int mode, int device, EntryReply reply);

    int mkdir(Caller caller, long parent, String name, int mode, EntryReply reply);

    int unlink(Caller caller, long parent, String name);

    int rmdir(Caller caller, long parent, String name);

    /** Flags are those of renameat2(2): 1 no replacing, 2 exchange. */
    int rename(Caller caller, long from, String name, long to, String newName, int flags);

    int link(Caller caller, long node, long parent, String name, EntryReply reply);

    /**
     * @param flags as open(2) has them, with O_TRUNC
     * @param killPrivileges whether truncating has to clear set-user-id and set-group-id
     */
    int open(Caller caller, long node, int flags, boolean killPrivileges, OpenReply reply);

    int create(
            Caller caller,
            long parent,
            String name,
            int flags,
            int mode,
            EntryReply entry,
            OpenReply open);

    int tmpfile(Caller caller, long parent, int flags, int mode, EntryReply entry, OpenReply open);

    /** Answers the number of bytes, fewer than the capacity only at the end of the file. */
    int read(Caller caller, long node, long handle, long offset, DataReply reply);

    /** Answers the number of bytes. */
    int write(
            Caller caller, long node, long handle, long offset, Bytes data, boolean killPrivileges);

    default int flush(Caller caller, long node, long handle) {
        return 0;
    }

    void release(Caller caller, long node, long handle);

    int fsync(Caller caller, long node, long handle, boolean dataOnly);

    int fallocate(Caller caller, long node, long handle, int mode, long offset, long length);

    /** SEEK_DATA and SEEK_HOLE; answers the new offset. */
    long lseek(Caller caller, long node, long handle, long offset, int whence);

    /** Answers the number of bytes, at most {@code length}. */
    long copyFileRange(
            Caller caller,
            long node,
            long handle,
            long offset,
            long toNode,
            long toHandle,
            long toOffset,
            long length);

    int opendir(Caller caller, long node, OpenReply reply);

    /** Lists from {@code offset}: 0, or what a name before said comes next. */
    int readdir(Caller caller, long node, long handle, long offset, DirectoryReply reply);

    void releasedir(Caller caller, long node, long handle);

    int fsyncdir(Caller caller, long node, long handle, boolean dataOnly);

    int statfs(Caller caller, long node, StatfsReply reply);

    int setxattr(Caller caller, long node, String name, Bytes value, int flags);

    /** Answers the value's size, and the value itself only if the capacity is not 0. */
    int getxattr(Caller caller, long node, String name, DataReply reply);

    /** Answers the list's size, and names ended by zero bytes only if the capacity is not 0. */
    int listxattr(Caller caller, long node, DataReply reply);

    int removexattr(Caller caller, long node, String name);

    /** The mask is that of access(2). */
    int access(Caller caller, long node, int mask);

    /** No device hides in these files. */
    default int ioctl(Caller caller, long node, long handle, int command) {
        return -Errno.ENOTTY;
    }

    @Override
    void close();
}
