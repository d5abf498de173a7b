package io.bailiwick.linux.cgroup;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A counter that is read again and again: opening its file anew costs several times what reading it
 * does. Thread-safe; a thread that is interrupted meanwhile disturbs nobody.
 */
final class CounterFile implements AutoCloseable {

    private static final int MAX_BYTES = 4096;

    private final Path path;
    private @Nullable RandomAccessFile file; // guarded by this
    private boolean closed; // guarded by this

    CounterFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /**
     * The text as it is now, without its line end.
     *
     * @throws IOException when it cannot be read, also when its group is gone or this is closed
     */
    synchronized String read() throws IOException {
        if (closed) {
            throw new IOException(path + ": closed");
        }
        RandomAccessFile opened = file;
        if (opened == null) {
            opened = new RandomAccessFile(path.toFile(), "r");
            file = opened;
        }
        opened.seek(0);
        byte[] text = new byte[MAX_BYTES];
        int length = Math.max(0, opened.read(text));
        return new String(text, 0, length, StandardCharsets.US_ASCII).strip();
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (file != null) {
            file.close();
        }
    }
}
