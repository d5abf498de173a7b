package io.bailiwick.linux.fuse;

import io.bailiwick.linux.ffi.Errno;
import io.bailiwick.linux.ffi.FileCalls;
import io.bailiwick.linux.ffi.IoCalls;
import io.bailiwick.linux.ffi.ThreadMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One directory of the host as it is: hard links, renames, open files that were unlinked, names of
 * any bytes. Thread-safe.
 *
 * <p>Nothing outside of the directory is reached: each name is one component, resolved with {@code
 * openat2} beneath the descriptor of its parent and never through a symbolic link. Nodes hold
 * descriptors, so a directory that is renamed stays the same node. Reopening goes through {@code
 * /proc/self/fd}, which therefore has to be mounted.
 *
 * <p>Where the kernel allows it, regular files are read and written by the kernel itself. Of the
 * extended attributes those of {@code user.} are served; access control lists and capabilities of
 * files are not.
 */
public final class PassthroughFileSystem implements FileSystem {

    /**
     * How the directory is shown.
     *
     * @param validity how long the kernel may answer from what it knows of names and attributes
     * @param soleWriter whether nobody else changes the directory while it is served
     * @param owner whom all files seem to belong to; where empty, owners are as they are
     */
    public record Options(Duration validity, boolean soleWriter, Optional<Identity> owner) {
        public Options {
            if (validity.isNegative()) {
                throw new IllegalArgumentException("validity must not be negative: " + validity);
            }
        }

        /** Others change it too: what the kernel knows is asked for again after a second. */
        public static Options shared() {
            return new Options(Duration.ofSeconds(1), false, Optional.empty());
        }

        /** Nobody else changes it. */
        public static Options exclusive() {
            return new Options(Duration.ofDays(1), true, Optional.empty());
        }
    }

    private final HostTree tree;
    private final HostNames names;
    private final HostData data;
    private final HostXattrs xattrs;
    private final HostChanges changes;

    private PassthroughFileSystem(HostTree tree) {
        this.tree = tree;
        data = new HostData(tree);
        names = new HostNames(tree, data);
        xattrs = new HostXattrs(tree);
        changes = new HostChanges(tree, data);
    }

    /**
     * Opens {@code root}, a directory.
     *
     * @throws IOException when it is none or cannot be opened
     */
    public static PassthroughFileSystem open(Path root, Options options) throws IOException {
        return new PassthroughFileSystem(HostTree.open(root, options));
    }

    /** Number of inodes that the kernel has not forgotten, the root among them. */
    public int nodes() {
        return tree.nodes().size();
    }

    @Override
    public void started(Session session) {
        tree.started(session);
    }

    @Override
    public boolean soleWriter() {
        return tree.options().soleWriter();
    }

    @Override
    public int lookup(Caller caller, long parent, String name, EntryReply reply) {
        return names.lookup(parent, name, reply);
    }

    @Override
    public void forget(long node, long lookups) {
        tree.nodes().forget(node, lookups);
    }

    @Override
    public int getattr(Caller caller, long node, long handle, AttributesReply reply) {
        return tree.attributes(node, reply);
    }

    @Override
    public int statx(Caller caller, long node, long handle, int mask, StatxReply reply) {
        return tree.statx(node, mask, reply);
    }

    @Override
    public int setattr(Caller caller, long node, AttributeChange change, AttributesReply reply) {
        int result = changes.apply(node, change);
        return result < 0 ? result : tree.attributes(node, reply);
    }

    @Override
    public int readlink(Caller caller, long node, DataReply reply) {
        return names.readlink(node, reply);
    }

    @Override
    public int symlink(Caller caller, long parent, String name, String target, EntryReply reply) {
        return names.symlink(caller, parent, name, target, reply);
    }

    @Override
    public int mknod(
            Caller caller, long parent, String name, int mode, int device, EntryReply reply) {
        return names.mknod(caller, parent, name, mode, device, reply);
    }

    @Override
    public int mkdir(Caller caller, long parent, String name, int mode, EntryReply reply) {
        return names.mkdir(caller, parent, name, mode, reply);
    }

    @Override
    public int unlink(Caller caller, long parent, String name) {
        return names.unlink(parent, name, 0);
    }

    @Override
    public int rmdir(Caller caller, long parent, String name) {
        return names.unlink(parent, name, FileCalls.AT_REMOVEDIR);
    }

    @Override
    public int rename(Caller caller, long from, String name, long to, String newName, int flags) {
        return names.rename(from, name, to, newName, flags);
    }

    @Override
    public int link(Caller caller, long node, long parent, String name, EntryReply reply) {
        return names.link(node, parent, name, reply);
    }

    @Override
    public int open(Caller caller, long node, int flags, boolean killPrivileges, OpenReply reply) {
        return data.open(caller, node, flags, killPrivileges, reply);
    }

    @Override
    public int create(
            Caller caller,
            long parent,
            String name,
            int flags,
            int mode,
            EntryReply entry,
            OpenReply open) {
        return names.create(caller, parent, name, flags, mode, entry, open);
    }

    @Override
    public int tmpfile(
            Caller caller, long parent, int flags, int mode, EntryReply entry, OpenReply open) {
        return names.tmpfile(caller, parent, flags, mode, entry, open);
    }

    @Override
    public int read(Caller caller, long node, long handle, long offset, DataReply reply) {
        return data.read(node, handle, offset, reply);
    }

    @Override
    public int write(
            Caller caller,
            long node,
            long handle,
            long offset,
            Bytes bytes,
            boolean killPrivileges) {
        return data.write(node, handle, offset, bytes, killPrivileges);
    }

    @Override
    public void release(Caller caller, long node, long handle) {
        tree.handles().release(handle);
    }

    @Override
    public int fsync(Caller caller, long node, long handle, boolean dataOnly) {
        return data.fsync(node, handle, dataOnly);
    }

    @Override
    public int fallocate(
            Caller caller, long node, long handle, int mode, long offset, long length) {
        return data.fallocate(node, handle, mode, offset, length);
    }

    @Override
    public long lseek(Caller caller, long node, long handle, long offset, int whence) {
        return data.lseek(node, handle, offset, whence);
    }

    @Override
    public long copyFileRange(
            Caller caller,
            long node,
            long handle,
            long offset,
            long toNode,
            long toHandle,
            long toOffset,
            long length) {
        return data.copyFileRange(node, handle, offset, toNode, toHandle, toOffset, length);
    }

    @Override
    public int opendir(Caller caller, long node, OpenReply reply) {
        return names.opendir(node, reply);
    }

    @Override
    public int readdir(Caller caller, long node, long handle, long offset, DirectoryReply reply) {
        return names.readdir(node, handle, offset, reply);
    }

    @Override
    public void releasedir(Caller caller, long node, long handle) {
        tree.handles().release(handle);
    }

    @Override
    public int fsyncdir(Caller caller, long node, long handle, boolean dataOnly) {
        return data.fsync(node, handle, dataOnly);
    }

    @Override
    public int statfs(Caller caller, long node, StatfsReply reply) {
        Node found = tree.nodes().find(node);
        if (found == null) {
            return -Errno.ESTALE;
        }
        var result = ThreadMemory.current().small();
        int status = IoCalls.fstatfs(found.descriptor, result.address());
        if (status == 0) {
            reply.from(result);
        }
        return status;
    }

    @Override
    public int setxattr(Caller caller, long node, String name, Bytes value, int flags) {
        return xattrs.set(node, name, value, flags);
    }

    @Override
    public int getxattr(Caller caller, long node, String name, DataReply reply) {
        return xattrs.get(node, name, reply);
    }

    @Override
    public int listxattr(Caller caller, long node, DataReply reply) {
        return xattrs.list(node, reply);
    }

    @Override
    public int removexattr(Caller caller, long node, String name) {
        return xattrs.remove(node, name);
    }

    @Override
    public int access(Caller caller, long node, int mask) {
        return tree.access(caller, node, mask);
    }

    @Override
    public void close() {
        tree.close();
    }
}
