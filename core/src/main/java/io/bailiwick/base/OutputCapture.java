package io.bailiwick.base;

import io.bailiwick.Captured;
import io.bailiwick.OutputSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * One output stream of an execution: the first bytes are kept, all are counted and delivered to a
 * sink, and any number of readers follow what is kept while it grows.
 *
 * <p>One thread writes ({@link #accept}, then {@link #end}); any may read.
 */
public final class OutputCapture {

    private static final int FIRST_SIZE = 8192;

    private final Object lock = new Object();
    private final int limit;
    // Of the writing thread alone.
    private OutputSink sink;
    // Guarded by lock, like all below.
    private byte[] kept = new byte[0];
    private int size;
    private long total;
    private boolean ended;

    /**
     * An empty capture.
     *
     * @param limit bytes to keep, at least 0
     * @param sink receives everything; it is not called again after it threw
     */
    public OutputCapture(int limit, OutputSink sink) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit must not be negative: " + limit);
        }
        this.limit = limit;
        this.sink = sink;
    }

    /**
     * Takes the next bytes, all that remain in the buffer. Blocks as long as the sink does; what
     * comes after {@link #end} is dropped.
     */
    public void accept(ByteBuffer bytes) {
        ByteBuffer forSink = bytes.asReadOnlyBuffer();
        synchronized (lock) {
            if (ended) {
                bytes.position(bytes.limit());
                return;
            }
            total += bytes.remaining();
            int keep = Math.min(bytes.remaining(), limit - size);
            if (keep > 0) {
                ensureRoom(size + keep);
                bytes.get(kept, size, keep);
                size += keep;
                lock.notifyAll();
            }
            bytes.position(bytes.limit());
        }
        deliver(forSink);
    }

    private void deliver(ByteBuffer bytes) {
        try {
            sink.accept(bytes);
        } catch (IOException | RuntimeException e) {
            // The receiver is gone; the command's output is still read, so that it does not hang.
            sink = OutputSink.NONE;
        }
    }

    private void ensureRoom(int needed) {
        if (needed > kept.length) {
            long doubled = Math.max(FIRST_SIZE, Math.max(needed, kept.length * 2L));
            kept = Arrays.copyOf(kept, (int) Math.min(limit, doubled));
        }
    }

    /** Says that there is no more output. A second call does nothing. */
    public void end() {
        synchronized (lock) {
            ended = true;
            lock.notifyAll();
        }
    }

    /** What was written so far. */
    public Captured captured() {
        synchronized (lock) {
            return Captured.of(size == kept.length ? kept : Arrays.copyOf(kept, size), total);
        }
    }

    /** How many bytes were written so far. */
    public long total() {
        synchronized (lock) {
            return total;
        }
    }

    /**
     * What is kept, from its beginning; reading blocks until there is more and ends with the output
     * or at the limit. Each reader has a position of its own. An interrupted reader gets an {@link
     * InterruptedIOException} and keeps its interrupt status.
     */
    public InputStream stream() {
        return new Reader();
    }

    private final class Reader extends InputStream {
        private int at;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (length == 0) {
                return 0;
            }
            synchronized (lock) {
                awaitMore();
                if (at == size) {
                    return -1;
                }
                int count = Math.min(length, size - at);
                System.arraycopy(kept, at, into, offset, count);
                at += count;
                return count;
            }
        }

        private void awaitMore() throws InterruptedIOException {
            synchronized (lock) {
                try {
                    while (at == size && !ended && size < limit) {
                        lock.wait();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted while waiting for output");
                }
            }
        }

        @Override
        public int available() {
            synchronized (lock) {
                return size - at;
            }
        }
    }
}
