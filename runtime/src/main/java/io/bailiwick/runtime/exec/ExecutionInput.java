package io.bailiwick.runtime.exec;

import io.bailiwick.runtime.wire.FrameType;
import io.bailiwick.runtime.wire.FrameWriter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Objects;

/**
 * Standard input of an execution. Writing blocks while init holds {@link #WINDOW} bytes that the
 * program has not read. Thread-safe; guarded by itself.
 */
public final class ExecutionInput extends OutputStream {

    /** Bytes that init accepts before the program has read them; {@code STDIN_WINDOW} in init.h. */
    static final int WINDOW = 256 << 10;

    private static final int CHUNK = 64 << 10;

    private final InitChannel channel;
    private int id;
    private int room = WINDOW;
    private boolean closed;

    public ExecutionInput(InitChannel channel) {
        this.channel = channel;
    }

    public synchronized void attach(int executionId) {
        id = executionId;
    }

    public synchronized void taken(int bytes) {
        room += bytes;
        notifyAll();
    }

    /** The execution has ended: what is still written goes nowhere. */
    public synchronized void end() {
        closed = true;
        notifyAll();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int done = 0;
        while (done < length) {
            done += writeSome(bytes, offset + done, length - done);
        }
    }

    private synchronized int writeSome(byte[] bytes, int offset, int length) throws IOException {
        while (room == 0 && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
        if (closed) {
            throw new IOException("standard input is closed");
        }
        int count = Math.min(Math.min(room, CHUNK), length);
        channel.send(FrameWriter.frame(FrameType.STDIN, id).raw(bytes, offset, count).finish());
        room -= count;
        return count;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            channel.send(FrameWriter.frame(FrameType.STDIN_END, id).finish());
        }
    }
}
