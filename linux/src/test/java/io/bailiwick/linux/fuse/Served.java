package io.bailiwick.linux.fuse;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.bailiwick.linux.ffi.Errno;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** A directory behind a dispatcher without a kernel. */
final class Served implements AutoCloseable {

    /** A kernel that takes every backing file under the same number, or none. */
    record Kernel(int backing) implements KernelSide {
        @Override
        public int openBacking(int descriptor) {
            return backing;
        }

        @Override
        public int closeBacking(int id) {
            return 0;
        }

        @Override
        public int send(MemorySegment frame, int length) {
            return length;
        }
    }

    static final Kernel WITHOUT_PASSTHROUGH = new Kernel(-Errno.EPERM);

    final PassthroughFileSystem files;
    final Session session;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment request = arena.allocate(Protocol.REQUEST_SIZE, 8);
    private final MemorySegment reply = arena.allocate(Protocol.REPLY_SIZE, 8);
    private final Dispatcher dispatcher;
    private int length;

    Served(Path directory, KernelSide kernel) throws IOException {
        this(directory, kernel, PassthroughFileSystem.Options.exclusive());
    }

    Served(Path directory, KernelSide kernel, PassthroughFileSystem.Options options)
            throws IOException {
        files = PassthroughFileSystem.open(directory, options);
        session = new Session(kernel, files, true);
        dispatcher = new Dispatcher(session, files, request, reply);
    }

    /** The length of the answer. */
    int send(byte[] frame) {
        MemorySegment.copy(frame, 0, request, ValueLayout.JAVA_BYTE, 0, frame.length);
        length = dispatcher.dispatch(frame.length);
        return length;
    }

    Served ask(Frame frame) {
        send(frame.bytes());
        return this;
    }

    /** Serves what the last call sent once more, without a copy. */
    void again(int frameLength) {
        length = dispatcher.dispatch(frameLength);
    }

    Served initialize(long flags) {
        return ask(
                Frame.of(Protocol.INIT, 0)
                        .int32(7, 45, 1 << 20, (int) flags, (int) (flags >>> 32))
                        .raw(new byte[44]));
    }

    /** Positive. */
    int error() {
        return -reply.get(JAVA_INT_UNALIGNED, 4);
    }

    int length() {
        return length;
    }

    int lengthSaid() {
        return reply.get(JAVA_INT_UNALIGNED, 0);
    }

    long unique() {
        return reply.get(JAVA_LONG_UNALIGNED, 8);
    }

    int int32(int offset) {
        return reply.get(JAVA_INT_UNALIGNED, Protocol.OUT_HEADER + offset);
    }

    long int64(int offset) {
        return reply.get(JAVA_LONG_UNALIGNED, Protocol.OUT_HEADER + offset);
    }

    byte[] body() {
        return reply.asSlice(Protocol.OUT_HEADER, length - Protocol.OUT_HEADER)
                .toArray(ValueLayout.JAVA_BYTE);
    }

    long lookup(long parent, String name) {
        ask(Frame.of(Protocol.LOOKUP, parent).text(name));
        return error() == 0 ? int64(0) : -error();
    }

    @Override
    public void close() {
        files.close();
        arena.close();
    }
}
