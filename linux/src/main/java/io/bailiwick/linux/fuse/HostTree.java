package io.bailiwick.linux.fuse;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.bailiwick.linux.ffi.Errno;
import io.bailiwick.linux.ffi.FileCalls;
import io.bailiwick.linux.ffi.OpenFlags;
import io.bailiwick.linux.ffi.Statx;
import io.bailiwick.linux.ffi.ThreadMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The nodes and open files of one directory of the host, and what is said of them. */
final class HostTree {
    private static final long BENEATH =
            FileCalls.RESOLVE_BENEATH
                    | FileCalls.RESOLVE_NO_SYMLINKS
                    | FileCalls.RESOLVE_NO_MAGICLINKS;

    private final PassthroughFileSystem.Options options;
    private final Identity self;
    private final long validity;
    private final NodeTable nodes = new NodeTable(this::dropped);
    private final HandleTable handles = new HandleTable();
    private final ConcurrentHashMap<Long, Long> foreignDevices = new ConcurrentHashMap<>();
    private final AtomicLong foreignCount = new AtomicLong();
    private long rootDevice;
    private volatile Optional<Session> session = Optional.empty();

    private HostTree(PassthroughFileSystem.Options options, Identity self) {
        this.options = options;
        this.self = self;
        validity = options.validity().toNanos();
    }

    static HostTree open(Path root, PassthroughFileSystem.Options options) throws IOException {
        HostTree tree = new HostTree(options, Identity.self());
        ThreadMemory memory = ThreadMemory.current();
        byte[] path = root.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8);
        int descriptor =
                FileCalls.openat(
                        FileCalls.AT_FDCWD,
                        memory.first(new String(path, StandardCharsets.ISO_8859_1)),
                        OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC,
                        0);
        if (descriptor < 0) {
            throw new IOException(root + " cannot be opened: errno " + -descriptor);
        }
        int result = stat(descriptor, Statx.BASIC);
        if (result < 0) {
            FileCalls.close(descriptor);
            throw new IOException(root + " cannot be looked at: errno " + -result);
        }
        tree.rootDevice = device(memory.statx());
        tree.acquire(descriptor, memory.statx());
        return tree;
    }

    PassthroughFileSystem.Options options() {
        return options;
    }

    Identity self() {
        return self;
    }

    NodeTable nodes() {
        return nodes;
    }

    HandleTable handles() {
        return handles;
    }

    void started(Session started) {
        session = Optional.of(started);
    }

    /** The session, if the kernel may read and write files itself. */
    Optional<Session> passthrough() {
        Optional<Session> present = session;
        return present.isPresent() && present.get().passthrough() ? present : Optional.empty();
    }

    private void dropped(Node node) {
        if (node.backing > 0) {
            session.ifPresent(present -> present.closeBacking(node.backing));
        }
    }

    /** Opens one name of a directory without following it, beneath the directory. */
    static int beneath(int directory, long name, int flags, int mode) {
        int all = flags | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC;
        int opened = FileCalls.openat2(directory, name, all, mode, BENEATH);
        while (opened == -Errno.EAGAIN) {
            // A rename elsewhere made the walk uncertain; openat2(2) says to try again.
            opened = FileCalls.openat2(directory, name, all, mode, BENEATH);
        }
        return opened;
    }

    /** What the descriptor is, into the thread's memory. */
    static int stat(int descriptor, int mask) {
        return FileCalls.statx(
                descriptor, ThreadMemory.current().empty(), FileCalls.AT_EMPTY_PATH, mask);
    }

    static long device(MemorySegment statx) {
        return ((long) statx.get(JAVA_INT, Statx.DEV_MAJOR) << 32)
                | Integer.toUnsignedLong(statx.get(JAVA_INT, Statx.DEV_MINOR));
    }

    static int mode(MemorySegment statx) {
        return Short.toUnsignedInt(statx.get(JAVA_SHORT, Statx.MODE));
    }

    private Node acquire(int descriptor, MemorySegment statx) {
        return nodes.acquire(
                descriptor,
                device(statx),
                statx.get(JAVA_LONG, Statx.INO),
                mode(statx) & Node.TYPE_MASK);
    }

    /**
     * Counts a lookup of what an O_PATH descriptor names, which is the table's from here on.
     *
     * @return 0, or a negated errno: then the descriptor is closed
     */
    int enter(int descriptor, EntryReply reply) {
        int result = stat(descriptor, Statx.BASIC);
        if (result < 0) {
            FileCalls.close(descriptor);
            return result;
        }
        MemorySegment statx = ThreadMemory.current().statx();
        Node node = acquire(descriptor, statx);
        describe(statx, reply.node(node.id, validity, validity).attributes());
        return 0;
    }

    int absent(EntryReply reply) {
        if (validity == 0) {
            return -Errno.ENOENT;
        }
        reply.absent(validity);
        return 0;
    }

    private void describe(MemorySegment statx, Attributes attributes) {
        attributes.from(statx).inode(inode(device(statx), statx.get(JAVA_LONG, Statx.INO)));
        if (options.owner().isPresent()) {
            Identity owner = options.owner().get();
            attributes.owner(owner.uid(), owner.gid());
        }
    }

    /**
     * The number that programs see: the host's own. Those of other file systems that are mounted
     * beneath get a number of theirs in the upper 16 bits, or two files could seem to be one.
     */
    long inode(long device, long inode) {
        if (device == rootDevice) {
            return inode;
        }
        long number = foreignDevices.computeIfAbsent(device, key -> foreignCount.incrementAndGet());
        return inode ^ (number << 48);
    }

    int attributes(long id, AttributesReply reply) {
        Node node = nodes.find(id);
        if (node == null) {
            return -Errno.ESTALE;
        }
        int result = stat(node.descriptor, Statx.BASIC);
        if (result == 0) {
            describe(ThreadMemory.current().statx(), reply.valid(validity).attributes());
        }
        return result;
    }

    int statx(long id, int mask, StatxReply reply) {
        Node node = nodes.find(id);
        if (node == null) {
            return -Errno.ESTALE;
        }
        int result = stat(node.descriptor, (mask & Statx.BASIC_AND_BIRTH) | Statx.BASIC);
        if (result == 0) {
            MemorySegment statx = ThreadMemory.current().statx();
            reply.from(statx, validity).inode(inode(node.device, node.inode));
            options.owner().ifPresent(owner -> reply.owner(owner.uid(), owner.gid()));
        }
        return result;
    }

    /** By mode bits; a caller's further groups are not known here. */
    int access(Caller caller, long id, int mask) {
        Node node = nodes.find(id);
        if (node == null) {
            return -Errno.ESTALE;
        }
        int result = stat(node.descriptor, Statx.BASIC);
        if (result < 0) {
            return result;
        }
        MemorySegment statx = ThreadMemory.current().statx();
        int mode = mode(statx);
        int uid = options.owner().map(Identity::uid).orElse(statx.get(JAVA_INT, Statx.UID));
        int gid = options.owner().map(Identity::gid).orElse(statx.get(JAVA_INT, Statx.GID));
        return Permissions.allow(caller, mode, uid, gid, mask) ? 0 : -Errno.EACCES;
    }

    void close() {
        handles.close();
        nodes.close();
    }
}
