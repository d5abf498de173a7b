package io.bailiwick.linux.fuse;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.bailiwick.linux.ffi.Errno;
import io.bailiwick.linux.ffi.FileCalls;
import io.bailiwick.linux.ffi.IoCalls;
import io.bailiwick.linux.ffi.OpenFlags;
import io.bailiwick.linux.ffi.Statx;
import io.bailiwick.linux.ffi.ThreadMemory;
import java.lang.foreign.MemorySegment;

/** Names and what they lead to: looking up, listing, making, renaming, removing. */
final class HostNames {
    private static final int RENAME_NOREPLACE = 1;
    private static final int RENAME_EXCHANGE = 2;

    private static final int SET_IDS = 06000;
    private static final int SET_GROUP_ID = 02000;

    /**
     * {@code struct linux_dirent64}: {@code u64 ino, s64 off, u16 reclen, u8 type, char name[]}.
     */
    private static final int DIRENT_NEXT = 8;

    private static final int DIRENT_LENGTH = 16;
    private static final int DIRENT_TYPE = 18;
    private static final int DIRENT_NAME = 19;

    private final HostTree tree;
    private final HostData data;

    HostNames(HostTree tree, HostData data) {
        this.tree = tree;
        this.data = data;
    }

    /** The descriptor (O_PATH) of a node, or a negated errno. */
    private int descriptor(long id) {
        Node node = tree.nodes().find(id);
        return node == null ? -Errno.ESTALE : node.descriptor;
    }

    int lookup(long parent, String name, EntryReply reply) {
        int directory = descriptor(parent);
        if (directory < 0) {
            return directory;
        }
        int result = enter(directory, ThreadMemory.current().first(name), reply);
        return result == -Errno.ENOENT ? tree.absent(reply) : result;
    }

    private int enter(int directory, long name, EntryReply reply) {
        int found = HostTree.beneath(directory, name, OpenFlags.O_PATH, 0);
        return found < 0 ? found : tree.enter(found, reply);
    }

    int readlink(long id, DataReply reply) {
        int link = descriptor(id);
        return link < 0
                ? link
                : FileCalls.readlinkat(
                        link, ThreadMemory.current().empty(), reply.address(), reply.capacity());
    }

    int symlink(Caller caller, long parent, String name, String target, EntryReply reply) {
        int directory = descriptor(parent);
        if (directory < 0) {
            return directory;
        }
        ThreadMemory memory = ThreadMemory.current();
        int result = FileCalls.symlinkat(memory.second(target), directory, memory.first(name));
        return made(caller, directory, name, 0, result, reply);
    }

    int mknod(Caller caller, long parent, String name, int mode, int device, EntryReply reply) {
        int directory = descriptor(parent);
        if (directory < 0) {
            return directory;
        }
        long path = ThreadMemory.current().first(name);
        int result = FileCalls.mknodat(directory, path, mode, device);
        return made(caller, directory, name, mode, result, reply);
    }

    int mkdir(Caller caller, long parent, String name, int mode, EntryReply reply) {
        int directory = descriptor(parent);
        if (directory < 0) {
            return directory;
        }
        long path = ThreadMemory.current().first(name);
        int result = FileCalls.mkdirat(directory, path, mode & 07777);
        return made(caller, directory, name, mode, result, reply);
    }

    private int made(
            Caller caller, int directory, String name, int mode, int result, EntryReply reply) {
        if (result < 0) {
            return result;
        }
        int found =
                HostTree.beneath(
                        directory, ThreadMemory.current().first(name), OpenFlags.O_PATH, 0);
        if (found < 0) {
            return found;
        }
        adopt(caller, directory, found, mode);
        return tree.enter(found, reply);
    }

    /** What a privileged server makes for somebody else belongs to that one. */
    private void adopt(Caller caller, int directory, int descriptor, int mode) {
        Identity self = tree.self();
        boolean own = caller.uid() == self.uid() && caller.gid() == self.gid();
        if (own || self.uid() != 0 || tree.options().owner().isPresent()) {
            return;
        }
        ThreadMemory memory = ThreadMemory.current();
        int stat = HostTree.stat(directory, Statx.BASIC);
        boolean inherits = stat == 0 && (HostTree.mode(memory.statx()) & SET_GROUP_ID) != 0;
        int gid = inherits ? -1 : caller.gid();
        FileCalls.fchownat(descriptor, memory.empty(), caller.uid(), gid, FileCalls.AT_EMPTY_PATH);
        if ((mode & SET_IDS) != 0) {
            // A change of owner took them away.
            FileCalls.fchmodat(FileCalls.AT_FDCWD, memory.pathOf(descriptor), mode & 07777);
        }
    }

    int unlink(long parent, String name, int flags) {
        int directory = descriptor(parent);
        return directory < 0
                ? directory
                : FileCalls.unlinkat(directory, ThreadMemory.current().first(name), flags);
    }

    int rename(long from, String name, long to, String newName, int flags) {
        int source = descriptor(from);
        int target = descriptor(to);
        if (source < 0 || target < 0) {
            return Math.min(source, target);
        }
        if ((flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE)) != 0) {
            return -Errno.EINVAL;
        }
        ThreadMemory memory = ThreadMemory.current();
        return FileCalls.renameat2(
                source, memory.first(name), target, memory.second(newName), flags);
    }

    int link(long id, long parent, String name, EntryReply reply) {
        int file = descriptor(id);
        int directory = descriptor(parent);
        if (file < 0 || directory < 0) {
            return Math.min(file, directory);
        }
        ThreadMemory memory = ThreadMemory.current();
        int result =
                FileCalls.linkat(
                        FileCalls.AT_FDCWD,
                        memory.pathOf(file),
                        directory,
                        memory.first(name),
                        FileCalls.AT_SYMLINK_FOLLOW);
        return result < 0 ? result : enter(directory, memory.first(name), reply);
    }

    int create(
            Caller caller,
            long parent,
            String name,
            int flags,
            int mode,
            EntryReply entry,
            OpenReply open) {
        int directory = descriptor(parent);
        if (directory < 0) {
            return directory;
        }
        if ((flags & OpenFlags.O_ACCMODE) == OpenFlags.O_ACCMODE) {
            return -Errno.EINVAL;
        }
        long path = ThreadMemory.current().first(name);
        // Not blocking: the name may have become a FIFO meanwhile.
        int wanted = HostData.reopenFlags(flags) | OpenFlags.O_NONBLOCK;
        int making = wanted | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
        int descriptor = HostTree.beneath(directory, path, making, mode & 07777);
        boolean fresh = descriptor >= 0;
        if (descriptor == -Errno.EEXIST && (flags & OpenFlags.O_EXCL) == 0) {
            int truncate = flags & OpenFlags.O_TRUNC;
            descriptor = HostTree.beneath(directory, path, wanted | truncate, 0);
        }
        return entered(caller, directory, descriptor, fresh, mode, entry, open);
    }

    int tmpfile(Caller caller, long parent, int flags, int mode, EntryReply entry, OpenReply open) {
        int directory = descriptor(parent);
        if (directory < 0) {
            return directory;
        }
        int wanted = HostData.reopenFlags(flags) | OpenFlags.O_TMPFILE | OpenFlags.O_CLOEXEC;
        int descriptor =
                FileCalls.openat(
                        directory,
                        ThreadMemory.current().first("."),
                        wanted | (flags & OpenFlags.O_EXCL),
                        mode & 07777);
        return entered(caller, directory, descriptor, true, mode, entry, open);
    }

    /** Makes a node and a handle of a file that is open, and owns its descriptor. */
    private int entered(
            Caller caller,
            int directory,
            int descriptor,
            boolean fresh,
            int mode,
            EntryReply entry,
            OpenReply open) {
        if (descriptor < 0) {
            return descriptor;
        }
        int named = HostData.reopen(descriptor, OpenFlags.O_PATH);
        int result = named;
        if (named >= 0) {
            if (fresh) {
                adopt(caller, directory, named, mode);
            }
            result = enterRegular(named, entry);
        }
        if (result < 0) {
            FileCalls.close(descriptor);
            return result;
        }
        data.opened(entry.number(), descriptor, open);
        return 0;
    }

    private int enterRegular(int named, EntryReply entry) {
        int result = HostTree.stat(named, Statx.BASIC);
        int type = HostTree.mode(ThreadMemory.current().statx()) & Node.TYPE_MASK;
        if (result < 0 || type != Node.REGULAR) {
            FileCalls.close(named);
            return result < 0 ? result : -Errno.ESTALE;
        }
        return tree.enter(named, entry);
    }

    int opendir(long id, OpenReply reply) {
        int directory = descriptor(id);
        if (directory < 0) {
            return directory;
        }
        int opened = HostData.reopen(directory, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        if (opened < 0) {
            return opened;
        }
        reply.directory(tree.handles().add(opened), tree.options().soleWriter());
        return 0;
    }

    int readdir(long id, long handle, long offset, DirectoryReply reply) {
        Node node = tree.nodes().find(id);
        int directory = tree.handles().descriptor(handle);
        if (node == null || directory < 0) {
            return node == null ? -Errno.ESTALE : directory;
        }
        if (tree.handles().position(handle) != offset) {
            long sought = IoCalls.lseek(directory, offset, IoCalls.SEEK_SET);
            if (sought < 0) {
                return (int) sought;
            }
        }
        MemorySegment entries = ThreadMemory.current().bulk();
        long reached = offset;
        while (true) {
            int length =
                    IoCalls.getdents64(directory, entries.address(), ThreadMemory.BULK_SIZE / 4);
            if (length <= 0) {
                tree.handles().position(handle, reached);
                return reached == offset ? length : 0;
            }
            int at = 0;
            while (at < length) {
                long next = entries.get(JAVA_LONG, at + DIRENT_NEXT);
                if (!add(node, directory, entries, at, reply)) {
                    // What did not fit is read again.
                    tree.handles().position(handle, -1);
                    return 0;
                }
                reached = next;
                at += Short.toUnsignedInt(entries.get(JAVA_SHORT_UNALIGNED, at + DIRENT_LENGTH));
            }
        }
    }

    /** Adds one entry; whether there was room for it. */
    private boolean add(
            Node node, int directory, MemorySegment entries, int at, DirectoryReply reply) {
        int name = at + DIRENT_NAME;
        int length = 0;
        while (entries.get(JAVA_BYTE, name + length) != 0) {
            length++;
        }
        if (!reply.fits(length)) {
            return false;
        }
        if (reply.wantsEntries()) {
            EntryReply entry = reply.entry();
            int result =
                    dots(entries, name, length)
                            ? -Errno.ENOSYS
                            : enter(directory, entries.address() + name, entry);
            if (result == -Errno.ENOENT) {
                return true;
            }
            if (result < 0) {
                entry.absent(0);
            }
        }
        long inode = tree.inode(node.device, entries.get(JAVA_LONG, at));
        int type = Byte.toUnsignedInt(entries.get(JAVA_BYTE, at + DIRENT_TYPE));
        long next = entries.get(JAVA_LONG, at + DIRENT_NEXT);
        reply.add(entries, name, length, inode, type, next);
        return true;
    }

    private static boolean dots(MemorySegment entries, int name, int length) {
        return length <= 2
                && entries.get(JAVA_BYTE, name) == '.'
                && (length == 1 || entries.get(JAVA_BYTE, name + 1) == '.');
    }
}
