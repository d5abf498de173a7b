package io.bailiwick.linux.fuse;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.bailiwick.linux.ffi.Errno;
import io.bailiwick.linux.ffi.FileCalls;
import io.bailiwick.linux.ffi.IoCalls;
import io.bailiwick.linux.ffi.OpenFlags;
import io.bailiwick.linux.ffi.ThreadMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/** A descriptor of {@code /dev/fuse}. Thread-safe, except that nobody uses it once it is closed. */
final class FuseDevice implements KernelSide, AutoCloseable {
    private static final String PATH = "/dev/fuse";

    /** {@code _IOR(229, 0, uint32_t)}. */
    private static final long IOC_CLONE = 0x8004e500L;

    /** {@code _IOW(229, 1, struct fuse_backing_map)}: {@code s32 fd, u32 flags, u64 padding}. */
    private static final long IOC_BACKING_OPEN = 0x4010e501L;

    /** {@code _IOW(229, 2, uint32_t)}. */
    private static final long IOC_BACKING_CLOSE = 0x4004e502L;

    private final int descriptor;
    private final AtomicBoolean closed = new AtomicBoolean();

    private FuseDevice(int descriptor) {
        this.descriptor = descriptor;
    }

    static FuseDevice open() throws IOException {
        ThreadMemory memory = ThreadMemory.current();
        int opened =
                FileCalls.openat(
                        FileCalls.AT_FDCWD,
                        memory.first(PATH),
                        OpenFlags.O_RDWR | OpenFlags.O_CLOEXEC,
                        0);
        if (opened < 0) {
            throw new IOException(PATH + " cannot be opened: errno " + -opened);
        }
        return new FuseDevice(opened);
    }

    /** Another descriptor of the same connection, with a queue of its own for what it reads. */
    FuseDevice duplicate() throws IOException {
        FuseDevice other = open();
        MemorySegment argument = ThreadMemory.current().small();
        argument.set(JAVA_INT, 0, descriptor);
        int result = IoCalls.ioctl(other.descriptor, IOC_CLONE, argument.address());
        if (result < 0) {
            other.close();
            throw new IOException(PATH + " cannot be cloned: errno " + -result);
        }
        return other;
    }

    int descriptor() {
        return descriptor;
    }

    /** Waits for a request; its length, or a negated errno: {@link Errno#ENODEV} at the end. */
    int receive(MemorySegment frame) {
        return IoCalls.read(descriptor, frame.address(), (int) frame.byteSize());
    }

    @Override
    public int send(MemorySegment frame, int length) {
        return IoCalls.write(descriptor, frame.address(), length);
    }

    @Override
    public int openBacking(int file) {
        MemorySegment argument = ThreadMemory.current().small();
        argument.set(JAVA_INT, 0, file);
        argument.set(JAVA_INT, 4, 0);
        argument.set(JAVA_LONG, 8, 0);
        return IoCalls.ioctl(descriptor, IOC_BACKING_OPEN, argument.address());
    }

    @Override
    public int closeBacking(int id) {
        MemorySegment argument = ThreadMemory.current().small();
        argument.set(JAVA_INT, 0, id);
        return IoCalls.ioctl(descriptor, IOC_BACKING_CLOSE, argument.address());
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            FileCalls.close(descriptor);
        }
    }
}
