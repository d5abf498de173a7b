package io.bailiwick.files.codebase;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Locks on files, between the threads of this process and between processes.
 *
 * <p>Java's file locks are POSIX's: they belong to the process, and closing <em>any</em> descriptor
 * of a file drops all of the process's locks on it (fcntl(2)). So each file is opened once in this
 * process, here, and its users are counted. All locks but one kind are only tried: the kernel looks
 * for deadlocks between processes, not threads, and would report ones that are none.
 *
 * <p>Thread-safe.
 */
final class FileLocks {

    private static final Map<Path, Held> HELD = new HashMap<>();

    private static final class Held {
        private final boolean shared;
        private final FileChannel channel;
        private int users = 1;

        Held(boolean shared, FileChannel channel) {
            this.shared = shared;
            this.channel = channel;
        }
    }

    /** A lock that is held until it is closed; a second close does nothing. */
    static final class Lease implements AutoCloseable {

        private Path file;
        private boolean open = true;

        private Lease(Path file) {
            this.file = file;
        }

        /** Says that the file is at another path now. */
        void moved(Path to) {
            synchronized (HELD) {
                Held held = HELD.remove(file);
                if (held != null) {
                    HELD.put(to, held);
                }
                file = to;
            }
        }

        @Override
        public void close() throws IOException {
            synchronized (HELD) {
                Held held = open ? HELD.get(file) : null;
                open = false;
                if (held != null && --held.users == 0) {
                    HELD.remove(file);
                    held.channel.close();
                }
            }
        }
    }

    private FileLocks() {}

    /** Empty when somebody else holds it exclusively. */
    static Optional<Lease> tryShared(Path file) throws IOException {
        return tryLock(file, true);
    }

    /** Empty when anybody else holds it. */
    static Optional<Lease> tryExclusive(Path file) throws IOException {
        return tryLock(file, false);
    }

    private static Optional<Lease> tryLock(Path file, boolean shared) throws IOException {
        synchronized (HELD) {
            Held held = HELD.get(file);
            if (held != null) {
                if (!shared || !held.shared) {
                    return Optional.empty();
                }
                held.users++;
                return Optional.of(new Lease(file));
            }
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            boolean done = false;
            try {
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
                done = lock != null;
            } catch (OverlappingFileLockException e) {
                // Held by a copy of this class from another class loader.
            } finally {
                if (!done) {
                    channel.close();
                }
            }
            if (!done) {
                return Optional.empty();
            }
            HELD.put(file, new Held(shared, channel));
            return Optional.of(new Lease(file));
        }
    }
}
