package io.bailiwick.linux.fuse;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.bailiwick.linux.ffi.Errno;
import io.bailiwick.linux.ffi.ThreadMemory;
import io.bailiwick.linux.ffi.XattrCalls;
import java.lang.foreign.MemorySegment;

/**
 * Extended attributes of the {@code user.} name space. Others would let a caller set what overlays,
 * security modules and access control of the host believe.
 */
final class HostXattrs {
    private static final String SERVED = "user.";

    private final HostTree tree;

    HostXattrs(HostTree tree) {
        this.tree = tree;
    }

    int set(long id, String name, Bytes value, int flags) {
        Node node = tree.nodes().find(id);
        if (node == null || !name.startsWith(SERVED)) {
            return node == null ? -Errno.ESTALE : -Errno.EOPNOTSUPP;
        }
        ThreadMemory memory = ThreadMemory.current();
        return XattrCalls.set(
                memory.pathOf(node.descriptor),
                memory.first(name),
                value.address(),
                value.size(),
                flags);
    }

    int get(long id, String name, DataReply reply) {
        Node node = tree.nodes().find(id);
        if (node == null || !name.startsWith(SERVED)) {
            return node == null ? -Errno.ESTALE : -Errno.EOPNOTSUPP;
        }
        ThreadMemory memory = ThreadMemory.current();
        return XattrCalls.get(
                memory.pathOf(node.descriptor),
                memory.first(name),
                reply.address(),
                reply.capacity());
    }

    int list(long id, DataReply reply) {
        Node node = tree.nodes().find(id);
        if (node == null) {
            return -Errno.ESTALE;
        }
        ThreadMemory memory = ThreadMemory.current();
        MemorySegment all = memory.bulk();
        int length =
                XattrCalls.list(
                        memory.pathOf(node.descriptor), all.address(), ThreadMemory.BULK_SIZE);
        if (length < 0) {
            return length;
        }
        int kept = keepServed(all, length);
        if (reply.capacity() == 0) {
            return kept;
        }
        if (kept > reply.capacity()) {
            return -Errno.ERANGE;
        }
        MemorySegment.copy(all, 0, reply.segment(), 0, kept);
        return kept;
    }

    /** Moves the names that are served to the front; how many bytes they take. */
    private static int keepServed(MemorySegment list, int length) {
        int kept = 0;
        int at = 0;
        while (at < length) {
            int end = at;
            while (end < length && list.get(JAVA_BYTE, end) != 0) {
                end++;
            }
            int size = Math.min(end + 1, length) - at;
            if (served(list, at, size)) {
                MemorySegment.copy(list, at, list, kept, size);
                kept += size;
            }
            at += size;
        }
        return kept;
    }

    private static boolean served(MemorySegment list, int at, int size) {
        boolean same = size > SERVED.length();
        for (int i = 0; same && i < SERVED.length(); i++) {
            same = list.get(JAVA_BYTE, at + i) == SERVED.charAt(i);
        }
        return same;
    }

    int remove(long id, String name) {
        Node node = tree.nodes().find(id);
        if (node == null || !name.startsWith(SERVED)) {
            return node == null ? -Errno.ESTALE : -Errno.EOPNOTSUPP;
        }
        ThreadMemory memory = ThreadMemory.current();
        return XattrCalls.remove(memory.pathOf(node.descriptor), memory.first(name));
    }
}
