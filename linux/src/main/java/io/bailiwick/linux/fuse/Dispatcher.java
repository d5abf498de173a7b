package io.bailiwick.linux.fuse;

import static io.bailiwick.linux.fuse.Protocol.*;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.bailiwick.linux.ffi.Errno;
import java.lang.foreign.MemorySegment;

/**
 * Turns one frame into one call of the file system, and its result into a frame. Belongs to one
 * thread, as the memory does that it was made for; knows nothing of how frames come and go.
 */
final class Dispatcher {
    private static final System.Logger LOG = System.getLogger(Dispatcher.class.getName());

    /** What {@link #answer} says for requests that get no reply. */
    private static final long NO_REPLY = Long.MIN_VALUE;

    private static final int LONGEST_NAME = 255;

    private final Session session;
    private final FileSystem files;
    private final MemorySegment out;
    private final Request in;
    private final Bytes bytes;
    private final AttributeChange change;
    private final AttributesReply attributes;
    private final EntryReply entry;
    private final OpenReply open;
    private final OpenReply created;
    private final DataReply data;
    private final DirectoryReply directory;
    private final StatfsReply statfs;
    private final StatxReply statx;

    Dispatcher(Session session, FileSystem files, MemorySegment request, MemorySegment reply) {
        this.session = session;
        this.files = files;
        out = reply;
        in = new Request(request);
        bytes = new Bytes(in);
        change = new AttributeChange(in);
        attributes = new AttributesReply(reply);
        entry = new EntryReply(reply);
        open = new OpenReply(reply, OUT_HEADER);
        created = new OpenReply(reply, OUT_HEADER + ENTRY_OUT);
        data = new DataReply(reply);
        directory = new DirectoryReply(reply);
        statfs = new StatfsReply(reply);
        statx = new StatxReply(reply);
    }

    /**
     * Serves the frame in the request's memory.
     *
     * @return the length of the reply, 0 when there is none to send
     */
    int dispatch(int length) {
        boolean sound = in.accept(length);
        if (!sound && length < IN_HEADER) {
            return 0;
        }
        long result;
        try {
            if (!sound || in.bodyLength() < leastBody(in.opcode())) {
                result = expectsReply(in.opcode()) ? -Errno.EINVAL : NO_REPLY;
            } else {
                result = answer(in.opcode());
            }
        } catch (RuntimeException failed) {
            LOG.log(System.Logger.Level.ERROR, "request " + in.opcode() + " failed", failed);
            result = expectsReply(in.opcode()) ? -Errno.EIO : NO_REPLY;
        }
        if (result == NO_REPLY) {
            return 0;
        }
        int total = result < 0 ? OUT_HEADER : OUT_HEADER + (int) result;
        out.set(JAVA_INT_UNALIGNED, 0, total);
        out.set(JAVA_INT_UNALIGNED, 4, result < 0 ? (int) result : 0);
        out.set(JAVA_LONG_UNALIGNED, 8, in.unique());
        return total;
    }

    private static boolean expectsReply(int opcode) {
        return opcode != FORGET && opcode != BATCH_FORGET && opcode != INTERRUPT;
    }

    /** Bytes of the fixed part of a body; the kernel's structures since protocol 7.12. */
    private static int leastBody(int opcode) {
        return switch (opcode) {
            case FORGET, INTERRUPT, MKDIR, RENAME, LINK, OPEN, OPENDIR, ACCESS, BATCH_FORGET -> 8;
            case SETXATTR, GETXATTR, LISTXATTR -> 8;
            case GETATTR, MKNOD, CREATE, TMPFILE, FSYNC, FSYNCDIR, RENAME2, INIT -> 16;
            case FLUSH, RELEASE, RELEASEDIR, LSEEK, STATX -> 24;
            case FALLOCATE, IOCTL -> 32;
            case READ, READDIR, READDIRPLUS, WRITE -> 40;
            case COPY_FILE_RANGE, COPY_FILE_RANGE_64 -> 56;
            case SETATTR -> 88;
            default -> 0;
        };
    }

    /** The length of the body that was written, a negated errno, or {@link #NO_REPLY}. */
    private long answer(int opcode) {
        long node = in.node();
        return switch (opcode) {
            case INIT -> session.initialize(in, out);
            case LOOKUP -> lookup(node);
            case FORGET -> forget(node, in.longAt(0));
            case BATCH_FORGET -> forgetMany();
            case INTERRUPT -> interrupt();
            case GETATTR -> getattr(node);
            case STATX -> statx(node);
            case SETATTR -> body(files.setattr(in, node, change, attributes), ATTR_OUT);
            case READLINK -> readlink(node);
            case SYMLINK -> symlink(node);
            case MKNOD -> mknod(node);
            case MKDIR -> mkdir(node);
            case UNLINK, RMDIR -> remove(node, opcode == RMDIR);
            case RENAME -> rename(node, 8, 0);
            case RENAME2 -> rename(node, 16, in.intAt(8));
            case LINK -> link(node);
            case OPEN -> open(node);
            case CREATE -> create(node);
            case TMPFILE -> tmpfile(node);
            case READ -> read(node);
            case WRITE -> write(node);
            case FLUSH -> body(files.flush(in, node, in.longAt(0)), 0);
            case RELEASE, RELEASEDIR -> release(node, opcode == RELEASEDIR);
            case FSYNC -> body(files.fsync(in, node, in.longAt(0), dataOnly()), 0);
            case FSYNCDIR -> body(files.fsyncdir(in, node, in.longAt(0), dataOnly()), 0);
            case FALLOCATE -> fallocate(node);
            case LSEEK -> lseek(node);
            case COPY_FILE_RANGE -> copyFileRange(node, false);
            case COPY_FILE_RANGE_64 -> copyFileRange(node, true);
            case OPENDIR -> body(files.opendir(in, node, open), OPEN_OUT);
            case READDIR, READDIRPLUS -> readdir(node, opcode == READDIRPLUS);
            case STATFS -> body(files.statfs(in, node, statfs), STATFS_OUT);
            case SETXATTR -> setxattr(node);
            case GETXATTR -> getxattr(node);
            case LISTXATTR -> listxattr(node);
            case REMOVEXATTR -> removexattr(node);
            case ACCESS -> body(files.access(in, node, in.intAt(0)), 0);
            case IOCTL -> body(files.ioctl(in, node, in.longAt(0), in.intAt(12)), 0);
            case DESTROY -> 0;
            case NOTIFY_REPLY -> NO_REPLY;
            default -> -Errno.ENOSYS;
        };
    }

    private static long body(long result, int length) {
        return result < 0 ? result : length;
    }

    /** 0 for a name that a directory can hold, else a negated errno. */
    private static int check(String name) {
        if (name.length() > LONGEST_NAME) {
            return -Errno.ENAMETOOLONG;
        }
        boolean refused =
                name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0;
        return refused ? -Errno.EINVAL : 0;
    }

    private long lookup(long node) {
        String name = in.text(0);
        int refused = check(name);
        return refused < 0 ? refused : body(files.lookup(in, node, name, entry), ENTRY_OUT);
    }

    private long forget(long node, long lookups) {
        if (node != ROOT_ID && lookups > 0) {
            files.forget(node, lookups);
        }
        return NO_REPLY;
    }

    private long forgetMany() {
        int count = Math.min(in.intAt(0), (in.bodyLength() - 8) / 16);
        for (int i = 0; i < count; i++) {
            forget(in.longAt(8 + 16 * i), in.longAt(16 + 16 * i));
        }
        return NO_REPLY;
    }

    private long interrupt() {
        files.interrupt(in.longAt(0));
        return NO_REPLY;
    }

    private long getattr(long node) {
        boolean named = (in.intAt(0) & GETATTR_FH) != 0;
        long handle = named ? in.longAt(8) : FileSystem.NO_HANDLE;
        return body(files.getattr(in, node, handle, attributes), ATTR_OUT);
    }

    private long statx(long node) {
        boolean named = (in.intAt(0) & GETATTR_FH) != 0;
        long handle = named ? in.longAt(8) : FileSystem.NO_HANDLE;
        return body(files.statx(in, node, handle, in.intAt(20), statx), STATX_OUT);
    }

    private long readlink(long node) {
        data.limit(4096);
        return files.readlink(in, node, data);
    }

    private long symlink(long node) {
        String name = in.text(0);
        String target = in.text(name.length() + 1);
        int refused = check(name);
        if (refused < 0 || target.isEmpty()) {
            return refused < 0 ? refused : -Errno.ENOENT;
        }
        if (target.length() > 4095) {
            return -Errno.ENAMETOOLONG;
        }
        return body(files.symlink(in, node, name, target, entry), ENTRY_OUT);
    }

    private long mknod(long node) {
        String name = in.text(16);
        int refused = check(name);
        return refused < 0
                ? refused
                : body(files.mknod(in, node, name, in.intAt(0), in.intAt(4), entry), ENTRY_OUT);
    }

    private long mkdir(long node) {
        String name = in.text(8);
        int refused = check(name);
        return refused < 0
                ? refused
                : body(files.mkdir(in, node, name, in.intAt(0), entry), ENTRY_OUT);
    }

    private long remove(long node, boolean directoryOnly) {
        String name = in.text(0);
        int refused = check(name);
        if (refused < 0) {
            return refused;
        }
        int result = directoryOnly ? files.rmdir(in, node, name) : files.unlink(in, node, name);
        return body(result, 0);
    }

    private long rename(long node, int names, int flags) {
        String name = in.text(names);
        String newName = in.text(names + name.length() + 1);
        int refused = check(name);
        if (refused == 0) {
            refused = check(newName);
        }
        return refused < 0
                ? refused
                : body(files.rename(in, node, name, in.longAt(0), newName, flags), 0);
    }

    private long link(long node) {
        String name = in.text(8);
        int refused = check(name);
        return refused < 0
                ? refused
                : body(files.link(in, in.longAt(0), node, name, entry), ENTRY_OUT);
    }

    private long open(long node) {
        boolean kill = (in.intAt(4) & OPEN_KILL_SUIDGID) != 0;
        return body(files.open(in, node, in.intAt(0), kill, open), OPEN_OUT);
    }

    private long create(long node) {
        String name = in.text(16);
        int refused = check(name);
        if (refused < 0) {
            return refused;
        }
        int result = files.create(in, node, name, in.intAt(0), in.intAt(4), entry, created);
        return body(result, ENTRY_OUT + OPEN_OUT);
    }

    private long tmpfile(long node) {
        int result = files.tmpfile(in, node, in.intAt(0), in.intAt(4), entry, created);
        return body(result, ENTRY_OUT + OPEN_OUT);
    }

    private long read(long node) {
        data.limit(Math.max(0, in.intAt(16)));
        return files.read(in, node, in.longAt(0), in.longAt(8), data);
    }

    private long write(long node) {
        if (!bytes.at(40, in.intAt(16))) {
            return -Errno.EINVAL;
        }
        boolean kill = (in.intAt(20) & WRITE_KILL_SUIDGID) != 0;
        long written = files.write(in, node, in.longAt(0), in.longAt(8), bytes, kill);
        return written < 0 ? written : count(written);
    }

    private long count(long number) {
        out.set(JAVA_LONG_UNALIGNED, OUT_HEADER, number);
        return Long.BYTES;
    }

    private boolean dataOnly() {
        return (in.intAt(8) & FSYNC_FDATASYNC) != 0;
    }

    private long release(long node, boolean ofDirectory) {
        if (ofDirectory) {
            files.releasedir(in, node, in.longAt(0));
        } else {
            files.release(in, node, in.longAt(0));
        }
        return 0;
    }

    private long fallocate(long node) {
        long handle = in.longAt(0);
        int mode = in.intAt(24);
        return body(files.fallocate(in, node, handle, mode, in.longAt(8), in.longAt(16)), 0);
    }

    private long lseek(long node) {
        long result = files.lseek(in, node, in.longAt(0), in.longAt(8), in.intAt(16));
        return result < 0 ? result : count(result);
    }

    private long copyFileRange(long node, boolean wide) {
        if (in.longAt(48) != 0) {
            return -Errno.EINVAL;
        }
        long most = wide ? Long.MAX_VALUE : Integer.MAX_VALUE & ~4095;
        long length = in.longAt(40);
        if (length < 0 || length > most) {
            length = most;
        }
        long copied =
                files.copyFileRange(
                        in,
                        node,
                        in.longAt(0),
                        in.longAt(8),
                        in.longAt(16),
                        in.longAt(24),
                        in.longAt(32),
                        length);
        return copied < 0 ? copied : count(copied);
    }

    private long readdir(long node, boolean withEntries) {
        directory.start(in.intAt(16), withEntries);
        int result = files.readdir(in, node, in.longAt(0), in.longAt(8), directory);
        return body(result, directory.length());
    }

    private long setxattr(long node) {
        String name = in.text(8);
        if (name.isEmpty() || !bytes.at(8 + name.length() + 1, in.intAt(0))) {
            return -Errno.EINVAL;
        }
        int refused = checkXattr(name);
        return refused < 0 ? refused : body(files.setxattr(in, node, name, bytes, in.intAt(4)), 0);
    }

    private static int checkXattr(String name) {
        if (name.isEmpty()) {
            return -Errno.EINVAL;
        }
        return name.length() > LONGEST_NAME ? -Errno.ERANGE : 0;
    }

    private long getxattr(long node) {
        String name = in.text(8);
        int refused = checkXattr(name);
        if (refused < 0) {
            return refused;
        }
        int room = Math.max(0, in.intAt(0));
        data.limit(room);
        int length = files.getxattr(in, node, name, data);
        return length < 0 || room > 0 ? length : count(length);
    }

    private long listxattr(long node) {
        int room = Math.max(0, in.intAt(0));
        data.limit(room);
        int length = files.listxattr(in, node, data);
        return length < 0 || room > 0 ? length : count(length);
    }

    private long removexattr(long node) {
        String name = in.text(0);
        int refused = checkXattr(name);
        return refused < 0 ? refused : body(files.removexattr(in, node, name), 0);
    }
}
