package io.bailiwick.linux.fuse;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.bailiwick.linux.ffi.Errno;
import io.bailiwick.linux.ffi.FileCalls;
import io.bailiwick.linux.ffi.IoCalls;
import io.bailiwick.linux.ffi.OpenFlags;
import io.bailiwick.linux.ffi.Statx;
import io.bailiwick.linux.ffi.ThreadMemory;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The content of files.
 *
 * <p>A file that the kernel reads and writes itself has no descriptor here; what still comes as a
 * request (fsync, holes, preallocation) opens one for its own time.
 */
final class HostData {
    private static final int SET_USER_ID = 04000;
    private static final int SET_GROUP_ID = 02000;
    private static final int GROUP_EXECUTE = 0010;

    /**
     * What a file is reopened with. Not O_APPEND, since pages of a shared mapping are written
     * through the same descriptor and the kernel has found the end of the file itself; not
     * O_DIRECT, which wants memory that requests do not have.
     */
    private static final int REOPEN =
            OpenFlags.O_ACCMODE | OpenFlags.O_DSYNC | OpenFlags.O_SYNC | OpenFlags.O_NOATIME;

    private final HostTree tree;

    HostData(HostTree tree) {
        this.tree = tree;
    }

    static int reopen(int descriptor, int flags) {
        return FileCalls.openat(
                FileCalls.AT_FDCWD,
                ThreadMemory.current().pathOf(descriptor),
                flags | OpenFlags.O_CLOEXEC | OpenFlags.O_NOCTTY,
                0);
    }

    /** The flags of a request that mean something when its file is opened here. */
    static int reopenFlags(int flags) {
        return flags & REOPEN;
    }

    int open(Caller caller, long id, int flags, boolean kill, OpenReply reply) {
        Node node = tree.nodes().find(id);
        if (node == null) {
            return -Errno.ESTALE;
        }
        if (!node.regular()) {
            // The kernel opens devices, FIFOs and sockets itself.
            return -Errno.EACCES;
        }
        if ((flags & OpenFlags.O_ACCMODE) == OpenFlags.O_ACCMODE) {
            return -Errno.EINVAL;
        }
        boolean truncates = (flags & OpenFlags.O_TRUNC) != 0;
        int backing = backing(node);
        if (backing > 0) {
            int ready = truncates ? truncate(node, 0, kill) : 0;
            if (ready == 0 && (flags & OpenFlags.O_ACCMODE) != 0 && caller.uid() != 0) {
                // No write will be seen here, and the kernel leaves it to us to take the bits away.
                ready = killPrivileges(node);
            }
            if (ready == 0) {
                reply.passedThrough(HandleTable.NONE, backing);
            }
            return ready;
        }
        int descriptor = reopen(node.descriptor, reopenFlags(flags));
        if (descriptor < 0) {
            return descriptor;
        }
        int truncated = truncates ? truncate(node, 0, kill) : 0;
        if (truncated < 0) {
            FileCalls.close(descriptor);
            return truncated;
        }
        reply.served(tree.handles().add(descriptor), tree.options().soleWriter());
        return 0;
    }

    /** Answers for a file that was just made or opened as {@code descriptor}, and owns that. */
    void opened(long id, int descriptor, OpenReply reply) {
        Node node = tree.nodes().find(id);
        int backing = node == null ? Node.SERVED : backing(node);
        if (backing > 0) {
            FileCalls.close(descriptor);
            reply.passedThrough(HandleTable.NONE, backing);
        } else {
            reply.served(tree.handles().add(descriptor), tree.options().soleWriter());
        }
    }

    /** The node's backing id, or {@link Node#SERVED}: the same answer for all its life. */
    private int backing(Node node) {
        int present = node.backing;
        return present != Node.UNDECIDED ? present : decide(node);
    }

    private int decide(Node node) {
        synchronized (node) {
            if (node.backing == Node.UNDECIDED) {
                Optional<Session> session = tree.passthrough();
                node.backing =
                        session.isPresent() && node.regular()
                                ? register(session.get(), node)
                                : Node.SERVED;
            }
            return node.backing;
        }
    }

    /**
     * Registered read-only: the kernel opens the file again with what each caller asked for, and an
     * overlay would copy the file up for a writer.
     */
    private static int register(Session session, Node node) {
        int descriptor = reopen(node.descriptor, OpenFlags.O_RDONLY);
        if (descriptor < 0) {
            return Node.SERVED;
        }
        int id = session.openBacking(descriptor);
        FileCalls.close(descriptor);
        return id > 0 ? id : Node.SERVED;
    }

    int truncate(Node node, long size, boolean kill) {
        int result = FileCalls.truncate(ThreadMemory.current().pathOf(node.descriptor), size);
        return result == 0 && kill ? killPrivileges(node) : result;
    }

    /** As the kernel does after a write by somebody without CAP_FSETID, which the server has. */
    int killPrivileges(Node node) {
        int result = HostTree.stat(node.descriptor, Statx.BASIC);
        if (result < 0) {
            return result;
        }
        int mode = HostTree.mode(ThreadMemory.current().statx()) & 07777;
        int killed = mode & ~SET_USER_ID;
        if ((mode & GROUP_EXECUTE) != 0) {
            killed &= ~SET_GROUP_ID;
        }
        return killed == mode ? 0 : changeMode(node, killed);
    }

    static int changeMode(Node node, int mode) {
        return FileCalls.fchmodat(
                FileCalls.AT_FDCWD, ThreadMemory.current().pathOf(node.descriptor), mode & 07777);
    }

    /** The handle's descriptor, or one for the time of the request, or a negated errno. */
    private int borrow(long id, long handle, int access) {
        int descriptor = tree.handles().descriptor(handle);
        if (descriptor >= 0 || handle != HandleTable.NONE) {
            return descriptor;
        }
        Node node = tree.nodes().find(id);
        if (node == null) {
            return -Errno.ESTALE;
        }
        return node.regular() ? reopen(node.descriptor, access) : -Errno.EINVAL;
    }

    private static void giveBack(long handle, int descriptor) {
        if (handle == HandleTable.NONE) {
            FileCalls.close(descriptor);
        }
    }

    int read(long id, long handle, long offset, DataReply reply) {
        int descriptor = borrow(id, handle, OpenFlags.O_RDONLY);
        if (descriptor < 0) {
            return descriptor;
        }
        int total = 0;
        int result = 1;
        while (result > 0 && total < reply.capacity()) {
            result =
                    IoCalls.pread(
                            descriptor,
                            reply.address() + total,
                            reply.capacity() - total,
                            offset + total);
            total += Math.max(0, result);
        }
        giveBack(handle, descriptor);
        return total > 0 ? total : result;
    }

    int write(long id, long handle, long offset, Bytes bytes, boolean kill) {
        int descriptor = borrow(id, handle, OpenFlags.O_WRONLY);
        if (descriptor < 0) {
            return descriptor;
        }
        int result = IoCalls.pwrite(descriptor, bytes.address(), bytes.size(), offset);
        giveBack(handle, descriptor);
        if (result >= 0 && kill) {
            Node node = tree.nodes().find(id);
            if (node != null) {
                killPrivileges(node);
            }
        }
        return result;
    }

    int fsync(long id, long handle, boolean dataOnly) {
        int descriptor = borrow(id, handle, OpenFlags.O_RDONLY);
        if (descriptor < 0) {
            return descriptor;
        }
        int result = dataOnly ? IoCalls.fdatasync(descriptor) : IoCalls.fsync(descriptor);
        giveBack(handle, descriptor);
        return result;
    }

    int fallocate(long id, long handle, int mode, long offset, long length) {
        int descriptor = borrow(id, handle, OpenFlags.O_WRONLY);
        if (descriptor < 0) {
            return descriptor;
        }
        int result = IoCalls.fallocate(descriptor, mode, offset, length);
        giveBack(handle, descriptor);
        return result;
    }

    long lseek(long id, long handle, long offset, int whence) {
        if (whence != IoCalls.SEEK_DATA && whence != IoCalls.SEEK_HOLE) {
            return -Errno.EINVAL;
        }
        int descriptor = borrow(id, handle, OpenFlags.O_RDONLY);
        if (descriptor < 0) {
            return descriptor;
        }
        long result = IoCalls.lseek(descriptor, offset, whence);
        giveBack(handle, descriptor);
        return result;
    }

    long copyFileRange(
            long id,
            long handle,
            long offset,
            long toId,
            long toHandle,
            long toOffset,
            long length) {
        int from = borrow(id, handle, OpenFlags.O_RDONLY);
        if (from < 0) {
            return from;
        }
        int to = borrow(toId, toHandle, OpenFlags.O_WRONLY);
        long result = to;
        if (to >= 0) {
            MemorySegment offsets = ThreadMemory.current().small();
            offsets.set(JAVA_LONG, 0, offset);
            offsets.set(JAVA_LONG, 8, toOffset);
            long address = offsets.address();
            result = IoCalls.copyFileRange(from, address, to, address + 8, length, 0);
            giveBack(toHandle, to);
        }
        giveBack(handle, from);
        return result;
    }
}
