package io.bailiwick.linux.fuse;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.bailiwick.linux.ffi.Errno;
import io.bailiwick.linux.ffi.FileCalls;
import io.bailiwick.linux.ffi.IoCalls;
import io.bailiwick.linux.ffi.ThreadMemory;
import java.lang.foreign.MemorySegment;

/** Changes of owner, mode, size and times, in the order in which one does not undo another. */
final class HostChanges {
    private static final long UTIME_NOW = 0x3fffffff;
    private static final long UTIME_OMIT = 0x3ffffffe;

    private final HostTree tree;
    private final HostData data;

    HostChanges(HostTree tree, HostData data) {
        this.tree = tree;
        this.data = data;
    }

    int apply(long id, AttributeChange change) {
        Node node = tree.nodes().find(id);
        if (node == null) {
            return -Errno.ESTALE;
        }
        int result = owner(node, change);
        if (result == 0 && change.changesMode()) {
            result = HostData.changeMode(node, change.mode());
        }
        if (result == 0 && change.changesSize()) {
            result = size(node, change);
        }
        if (result == 0 && change.killsPrivileges() && !change.changesMode()) {
            result = data.killPrivileges(node);
        }
        if (result == 0 && (change.changesAccessTime() || change.changesModificationTime())) {
            result = times(node, change);
        }
        return result;
    }

    private int owner(Node node, AttributeChange change) {
        if (!change.changesUid() && !change.changesGid()) {
            return 0;
        }
        if (tree.options().owner().isPresent()) {
            Identity fixed = tree.options().owner().get();
            boolean same =
                    (!change.changesUid() || change.uid() == fixed.uid())
                            && (!change.changesGid() || change.gid() == fixed.gid());
            return same ? 0 : -Errno.EPERM;
        }
        return FileCalls.fchownat(
                node.descriptor,
                ThreadMemory.current().empty(),
                change.changesUid() ? change.uid() : -1,
                change.changesGid() ? change.gid() : -1,
                FileCalls.AT_EMPTY_PATH);
    }

    /** By the handle where there is one: its file may have become unwritable since. */
    private int size(Node node, AttributeChange change) {
        if (!node.regular() || change.size() < 0) {
            return -Errno.EINVAL;
        }
        int open = tree.handles().descriptor(change.handle());
        return open >= 0
                ? IoCalls.ftruncate(open, change.size())
                : data.truncate(node, change.size(), false);
    }

    private static int times(Node node, AttributeChange change) {
        ThreadMemory memory = ThreadMemory.current();
        MemorySegment times = memory.small();
        times.set(JAVA_LONG, 0, change.accessSeconds());
        times.set(
                JAVA_LONG,
                8,
                nanoseconds(
                        change.changesAccessTime(),
                        change.accessTimeIsNow(),
                        change.accessNanoseconds()));
        times.set(JAVA_LONG, 16, change.modificationSeconds());
        times.set(
                JAVA_LONG,
                24,
                nanoseconds(
                        change.changesModificationTime(),
                        change.modificationTimeIsNow(),
                        change.modificationNanoseconds()));
        return FileCalls.utimensat(
                node.descriptor, memory.empty(), times.address(), FileCalls.AT_EMPTY_PATH);
    }

    private static long nanoseconds(boolean changes, boolean now, int value) {
        if (!changes) {
            return UTIME_OMIT;
        }
        return now ? UTIME_NOW : value;
    }
}
