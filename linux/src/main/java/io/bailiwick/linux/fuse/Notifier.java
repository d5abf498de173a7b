package io.bailiwick.linux.fuse;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.bailiwick.linux.ffi.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Tells the kernel to forget what it cached. Thread-safe.
 *
 * <p>Never call it from within a {@link FileSystem} method: the kernel takes locks that the request
 * being served may hold.
 *
 * <p>Results follow the kernel's convention; what was not cached is {@link Errno#ENOENT}.
 */
public final class Notifier {
    private final KernelSide kernel;

    Notifier(KernelSide kernel) {
        this.kernel = kernel;
    }

    /** Forgets a node's attributes and pages, or what is cached of a directory's listing. */
    public int invalidateNode(long node) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment frame = frame(arena, Protocol.NOTIFY_INVAL_INODE, 24);
            frame.set(JAVA_LONG, 16, node);
            return send(frame);
        }
    }

    /** Forgets one name of a directory. */
    public int invalidateEntry(long parent, String name) {
        try (Arena arena = Arena.ofConfined()) {
            int length = name.length();
            MemorySegment frame = frame(arena, Protocol.NOTIFY_INVAL_ENTRY, 16 + length + 1);
            frame.set(JAVA_LONG, 16, parent);
            frame.set(JAVA_INT, 24, length);
            for (int i = 0; i < length; i++) {
                frame.set(JAVA_BYTE, 32 + i, (byte) name.charAt(i));
            }
            return send(frame);
        }
    }

    /** Forgets every name: each is looked up again when it is next used. Linux 6.16 and later. */
    public int nextEpoch() {
        return bare(Protocol.NOTIFY_INC_EPOCH);
    }

    /** Has the kernel send unanswered requests again, to a server that took the device over. */
    public int resend() {
        return bare(Protocol.NOTIFY_RESEND);
    }

    private int bare(int code) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment frame = frame(arena, code, 0);
            return send(frame);
        }
    }

    private int send(MemorySegment frame) {
        return Math.min(0, kernel.send(frame, (int) frame.byteSize()));
    }

    private static MemorySegment frame(Arena arena, int code, int body) {
        MemorySegment frame = arena.allocate(Protocol.OUT_HEADER + body, 8);
        frame.set(JAVA_INT, 0, (int) frame.byteSize());
        frame.set(JAVA_INT, 4, code);
        return frame;
    }
}
