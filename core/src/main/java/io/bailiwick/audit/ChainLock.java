package io.bailiwick.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to append to a chain, held by one log of one process; the kernel takes it back when the
 * process dies.
 *
 * <p>POSIX record locks belong to the process, and closing any descriptor of the file drops them
 * ({@code fcntl(2)}). So the lock is on a file of its own that nobody else opens, and the logs of
 * one process tell each other apart with a set.
 */
final class ChainLock implements AutoCloseable {

    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private ChainLock(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** The lock, unless somebody has it. The directory must exist. */
    static Optional<ChainLock> tryAcquire(Path path) throws IOException {
        Path parent = path.getParent();
        Path real = parent == null ? path : parent.toRealPath().resolve(path.getFileName());
        if (!HELD.add(real)) {
            return Optional.empty();
        }
        boolean acquired = false;
        try {
            FileChannel channel = AuditFiles.openForWriting(real);
            try {
                FileLock lock = channel.tryLock();
                acquired = lock != null;
            } finally {
                if (!acquired) {
                    channel.close();
                }
            }
            return acquired ? Optional.of(new ChainLock(real, channel)) : Optional.empty();
        } finally {
            if (!acquired) {
                HELD.remove(real);
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        HELD.remove(path);
    }
}
