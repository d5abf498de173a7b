package io.bailiwick.linux.fuse;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** {@code struct fuse_open_out}. Valid during the call that it was given to. */
public final class OpenReply {
    private final MemorySegment reply;
    private final long base;

    OpenReply(MemorySegment reply, long base) {
        this.reply = reply;
        this.base = base;
    }

    private void set(long handle, int flags, int backing) {
        reply.set(JAVA_LONG_UNALIGNED, base, handle);
        reply.set(JAVA_INT_UNALIGNED, base + 8, flags | Protocol.FOPEN_NOFLUSH);
        reply.set(JAVA_INT_UNALIGNED, base + 12, backing);
    }

    /** Reads and writes come as requests; earlier cached pages stay if {@code keepCache}. */
    public void served(long handle, boolean keepCache) {
        set(handle, keepCache ? Protocol.FOPEN_KEEP_CACHE : 0, 0);
    }

    /**
     * The kernel reads and writes the backing file itself. All opens of a node that overlap have to
     * agree on the backing file, or on having none.
     */
    public void passedThrough(long handle, int backing) {
        set(handle, Protocol.FOPEN_PASSTHROUGH, backing);
    }

    /** A directory; the kernel may answer a second listing from the first if {@code cached}. */
    public void directory(long handle, boolean cached) {
        set(handle, cached ? Protocol.FOPEN_CACHE_DIR | Protocol.FOPEN_KEEP_CACHE : 0, 0);
    }
}
