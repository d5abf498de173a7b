package io.bailiwick.linux.fuse;

import static io.bailiwick.linux.fuse.Protocol.*;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.bailiwick.linux.ffi.Errno;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the kernel and we agreed on, and what a file system may ask of the connection. Thread-safe.
 */
public final class Session {

    /** Backing files may lie on an overlay (a depth of 1), but not on a stack of them. */
    private static final int MAX_STACK_DEPTH = 2;

    private static final int MAX_READAHEAD = 1 << 20;
    private static final int MAX_BACKGROUND = 64;
    private static final int CONGESTION_THRESHOLD = 48;
    private static final int MAX_PAGES_COUNT = 256;

    private static final long WANTED =
            ASYNC_READ
                    | ATOMIC_O_TRUNC
                    | BIG_WRITES
                    | DO_READDIRPLUS
                    | READDIRPLUS_AUTO
                    | ASYNC_DIO
                    | PARALLEL_DIROPS
                    | MAX_PAGES
                    | CACHE_SYMLINKS
                    | HANDLE_KILLPRIV_V2
                    | INIT_EXT
                    | HAS_EXPIRE_ONLY
                    | DIRECT_IO_ALLOW_MMAP
                    | NO_EXPORT_SUPPORT
                    | HAS_RESEND;

    private final KernelSide kernel;
    private final FileSystem files;
    private final boolean allowPassthrough;
    private final Notifier notifier;
    private final AtomicBoolean initialized = new AtomicBoolean();
    private volatile int minor;
    private volatile long flags;
    private volatile boolean forbidden;

    Session(KernelSide kernel, FileSystem files, boolean allowPassthrough) {
        this.kernel = kernel;
        this.files = files;
        this.allowPassthrough = allowPassthrough;
        notifier = new Notifier(kernel);
    }

    /** The protocol's minor version. */
    public int minor() {
        return minor;
    }

    /**
     * Whether the kernel reads and writes backing files itself. It offers that to everybody; that
     * we may not use it shows with the first {@link #openBacking}.
     */
    public boolean passthrough() {
        return (flags & PASSTHROUGH) != 0 && !forbidden;
    }

    /**
     * Registers a regular file that the kernel may read and write itself.
     *
     * @return its id, or a negated errno: {@link Errno#EPERM} without CAP_SYS_ADMIN in the initial
     *     user namespace
     */
    public int openBacking(int descriptor) {
        int id = kernel.openBacking(descriptor);
        if (id == -Errno.EPERM) {
            forbidden = true;
        }
        return id;
    }

    /** Takes a registration back; opens that use it keep the file. */
    public void closeBacking(int id) {
        kernel.closeBacking(id);
    }

    public Notifier notifier() {
        return notifier;
    }

    boolean initialized() {
        return minor > 0;
    }

    /** Answers INIT: the length of the body, or a negated errno. */
    long initialize(Request in, MemorySegment out) {
        int theirMajor = in.intAt(0);
        int theirMinor = in.intAt(4);
        if (theirMajor < MAJOR || (theirMajor == MAJOR && theirMinor < OLDEST_MINOR)) {
            return -Errno.EPROTO;
        }
        if (theirMajor > MAJOR) {
            // The kernel repeats INIT with the version that it is told.
            return reply(out, MAX_READAHEAD, 0);
        }
        if (!initialized.compareAndSet(false, true)) {
            return -Errno.EPROTO;
        }
        long offered = Integer.toUnsignedLong(in.intAt(12));
        if ((offered & INIT_EXT) != 0 && in.bodyLength() >= 20) {
            offered |= (long) in.intAt(16) << 32;
        }
        long wanted = WANTED | (files.soleWriter() ? EXPLICIT_INVAL_DATA : AUTO_INVAL_DATA);
        if (allowPassthrough) {
            wanted |= PASSTHROUGH;
        }
        flags = offered & wanted;
        minor = Math.min(theirMinor, MINOR);
        files.started(this);
        return reply(out, Math.min(in.intAt(8), MAX_READAHEAD), flags);
    }

    private static long reply(MemorySegment out, int readahead, long agreed) {
        MemorySegment body = out.asSlice(OUT_HEADER, INIT_OUT).fill((byte) 0);
        body.set(JAVA_INT_UNALIGNED, 0, MAJOR);
        body.set(JAVA_INT_UNALIGNED, 4, MINOR);
        body.set(JAVA_INT_UNALIGNED, 8, readahead);
        body.set(JAVA_INT_UNALIGNED, 12, (int) agreed);
        body.set(JAVA_SHORT_UNALIGNED, 16, (short) MAX_BACKGROUND);
        body.set(JAVA_SHORT_UNALIGNED, 18, (short) CONGESTION_THRESHOLD);
        body.set(JAVA_INT_UNALIGNED, 20, MAX_WRITE);
        body.set(JAVA_INT_UNALIGNED, 24, 1);
        body.set(JAVA_SHORT_UNALIGNED, 28, (short) MAX_PAGES_COUNT);
        body.set(JAVA_INT_UNALIGNED, 32, (int) (agreed >>> 32));
        body.set(JAVA_INT_UNALIGNED, 36, (agreed & PASSTHROUGH) != 0 ? MAX_STACK_DEPTH : 0);
        return INIT_OUT;
    }
}
