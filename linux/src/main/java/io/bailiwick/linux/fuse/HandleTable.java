package io.bailiwick.linux.fuse;

import io.bailiwick.linux.ffi.Errno;
import io.bailiwick.linux.ffi.FileCalls;
import java.util.ArrayDeque;

/**
 * Descriptors behind handles. Objects are used again, so that opening allocates nothing once as
 * many files have been open at once. Thread-safe.
 */
final class HandleTable {

    /** A handle that has no descriptor of ours: the kernel reads and writes the file itself. */
    static final long NONE = 0;

    static final class Handle {
        /** Changes with each use, so that a stale handle is found out. */
        volatile long id;

        volatile int descriptor = -1;

        /** Where the next listing goes on, if it goes on; the kernel lists one handle serially. */
        volatile long position;
    }

    private final Slots<Handle> handles = new Slots<>(1);

    /** Guarded by itself. */
    private final ArrayDeque<Handle> spare = new ArrayDeque<>();

    long add(int descriptor) {
        Handle handle;
        synchronized (spare) {
            Handle used = spare.pollLast();
            handle = used == null ? new Handle() : used;
        }
        handle.descriptor = descriptor;
        handle.position = 0;
        synchronized (handles) {
            next = handle;
            return handles.add(maker).id;
        }
    }

    /** Guarded by {@link #handles}; instead of a capturing lambda for each open. */
    private Handle next = new Handle();

    private final Slots.Maker<Handle> maker =
            id -> {
                next.id = id;
                return next;
            };

    /** The descriptor, or the negated {@link Errno#EBADF}. */
    int descriptor(long id) {
        Handle handle = handles.at(id);
        return handle != null && handle.id == id ? handle.descriptor : -Errno.EBADF;
    }

    /** Where a listing stands. */
    long position(long id) {
        Handle handle = handles.at(id);
        return handle != null && handle.id == id ? handle.position : 0;
    }

    void position(long id, long offset) {
        Handle handle = handles.at(id);
        if (handle != null && handle.id == id) {
            handle.position = offset;
        }
    }

    void release(long id) {
        Handle handle = handles.at(id);
        if (handle == null || handle.id != id || !handles.remove(id)) {
            return;
        }
        FileCalls.close(handle.descriptor);
        handle.descriptor = -Errno.EBADF;
        synchronized (spare) {
            spare.addLast(handle);
        }
    }

    void close() {
        for (Handle handle : handles.all()) {
            release(handle.id);
        }
    }
}
