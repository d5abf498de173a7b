package io.bailiwick.files.codebase;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Takes out of a store what is not to be in it any more. A rename into the trash is the moment at
 * which something is gone; emptying the trash may be interrupted at any point.
 */
final class Removal {

    private final StoreDirectory store;
    private final StoreLock lock;
    private final RandomGenerator random;

    Removal(StoreDirectory store, StoreLock lock, RandomGenerator random) {
        this.store = store;
        this.lock = lock;
        this.random = random;
    }

    /** Removes what dead processes have left, and what is deleted and no longer open. */
    void sweep() throws IOException {
        lock.locked(() -> {
            for (Path staged : StoreDirectory.entries(store.staging())) {
                discardUnlessUsed(staged);
            }
            for (Path codebase : StoreDirectory.entries(store.codebases())) {
                if (StoreDirectory.isDeleted(codebase) || isUnfinished(codebase)) {
                    discardUnlessUsed(codebase);
                } else {
                    sweepVersions(codebase);
                }
            }
            return true;
        });
        emptyTrash();
    }

    private void sweepVersions(Path codebase) throws IOException {
        for (Path version : StoreDirectory.entries(codebase.resolve("versions"))) {
            if (StoreDirectory.isDeleted(version)) {
                discardUnlessUsed(version);
            }
        }
    }

    /** One whose creator died: its record is what is written last. */
    private static boolean isUnfinished(Path codebase) {
        return !Files.exists(codebase.resolve(StoreDirectory.CODEBASE));
    }

    /** Moves a directory with a lock to the trash; false when the lock is held. */
    boolean discardUnlessUsed(Path directory) throws IOException {
        Optional<FileLocks.Lease> lease;
        try {
            lease = FileLocks.tryExclusive(directory.resolve(StoreDirectory.LOCK));
        } catch (NoSuchFileException e) {
            discard(directory);
            return true;
        }
        if (lease.isEmpty()) {
            return false;
        }
        try (FileLocks.Lease held = lease.get()) {
            held.moved(discard(directory).resolve(StoreDirectory.LOCK));
        }
        return true;
    }

    private Path discard(Path directory) throws IOException {
        Path discarded = store.trash().resolve(HexFormat.of().toHexDigits(random.nextLong()));
        Files.move(directory, discarded, StandardCopyOption.ATOMIC_MOVE);
        Path parent = directory.getParent();
        if (parent != null) {
            Trees.sync(parent);
        }
        return discarded;
    }

    /** Without the lock: whoever empties it as well does no harm. */
    void emptyTrash() throws IOException {
        for (Path discarded : StoreDirectory.entries(store.trash())) {
            Trees.delete(discarded);
        }
    }
}
