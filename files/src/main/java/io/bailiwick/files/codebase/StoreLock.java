package io.bailiwick.files.codebase;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The lock over a store's structure: one thread of one process at a time. The file is opened for
 * each turn and closed after it, which the turns make safe although closing drops the process's
 * locks on it.
 */
final class StoreLock {

    private static final Map<Path, ReentrantLock> TURNS = new ConcurrentHashMap<>();

    private final Path file;
    private final ReentrantLock turn;

    /** What is done while the lock is held. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    StoreLock(Path file) {
        this.file = file;
        this.turn = TURNS.computeIfAbsent(file, path -> new ReentrantLock());
    }

    <T> T locked(Work<T> work) throws IOException {
        turn.lock();
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.lock();
            return work.run();
        } finally {
            turn.unlock();
        }
    }
}
