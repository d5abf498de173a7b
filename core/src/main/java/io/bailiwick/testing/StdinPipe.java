package io.bailiwick.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** Standard input between a caller's thread and a program's thread. */
final class StdinPipe {

    private static final int CAPACITY = 65_536;

    private final Object lock = new Object();
    // Guarded by lock, like all below.
    private final byte[] ring = new byte[CAPACITY];
    private int start;
    private int size;
    private boolean ended;
    private boolean broken;

    /** No more is read: writers fail. */
    void breakReader() {
        synchronized (lock) {
            broken = true;
            lock.notifyAll();
        }
    }

    private void awaitWhile(BooleanSupplier condition) throws InterruptedIOException {
        synchronized (lock) {
            try {
                while (condition.getAsBoolean()) {
                    lock.wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
    }

    OutputStream writer() {
        return new Writer();
    }

    InputStream reader() {
        return new Reader();
    }

    private final class Writer extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            synchronized (lock) {
                for (int i = 0; i < length; i++) {
                    awaitWhile(() -> size == CAPACITY && !broken && !ended);
                    if (broken || ended) {
                        throw new IOException(broken ? "broken pipe" : "stream closed");
                    }
                    ring[(start + size) % CAPACITY] = bytes[offset + i];
                    size++;
                    lock.notifyAll();
                }
            }
        }

        @Override
        public void close() {
            synchronized (lock) {
                ended = true;
                lock.notifyAll();
            }
        }
    }

    private final class Reader extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            synchronized (lock) {
                awaitWhile(() -> size == 0 && !ended && !broken);
                if (size == 0) {
                    return -1;
                }
                int count = Math.min(length, size);
                for (int i = 0; i < count; i++) {
                    into[offset + i] = ring[start];
                    start = (start + 1) % CAPACITY;
                }
                size -= count;
                lock.notifyAll();
                return count;
            }
        }
    }
}
