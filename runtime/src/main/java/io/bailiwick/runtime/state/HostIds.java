package io.bailiwick.runtime.state;

import io.bailiwick.linux.directory.PrivateDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.random.RandomGenerator;

/**
 * Host uids for root's sandboxes, one each while it lives; the gid has the same number.
 *
 * <p>The range lies above the one that systemd gives to containers (524288 to 1879048191, see
 * systemd's UIDS-GIDS) and below 2³¹, and no user of any distribution lives there. A file per id
 * says whose it is; the sweep removes files of the dead. Whoever judges an id abandoned, removes or
 * makes a file holds the lock of the directory meanwhile, so that what was judged is what is
 * replaced; its file is never removed.
 */
public final class HostIds {

    static final long FIRST = 1_879_100_000L;
    static final int COUNT = 65_536;

    private static final String LOCK = "ids.lock";

    /** Threads of one process do not exclude each other by a lock of fcntl(2). */
    private static final Object WITHIN = new Object();

    private final Path directory;
    private final String supervisor;
    private final RandomGenerator random;

    public HostIds(Directories directories, String supervisor, RandomGenerator random) {
        this.directory = directory(directories);
        this.supervisor = supervisor;
        this.random = random;
    }

    /**
     * Takes a free id.
     *
     * @throws IOException when none is free or the directory cannot be written
     */
    public long take() throws IOException {
        PrivateDirectory.ensure(directory);
        synchronized (WITHIN) {
            try (FileChannel _ = locked(directory)) {
                return takeAlone();
            }
        }
    }

    private long takeAlone() throws IOException {
        int start = random.nextInt(COUNT);
        for (int i = 0; i < COUNT; i++) {
            long id = FIRST + (start + i) % COUNT;
            Path file = directory.resolve(Long.toString(id));
            if (!Files.exists(file) || abandoned(file)) {
                Files.writeString(file, supervisor);
                return id;
            }
        }
        throw new IOException("all " + COUNT + " host ids for sandboxes are in use");
    }

    /** Waits for the directory's lock, which the channel holds until it is closed. */
    private static FileChannel locked(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        directory.resolveSibling(LOCK),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        boolean done = false;
        try {
            channel.lock();
            done = true;
            return channel;
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    private static Path directory(Directories directories) {
        return directories.run().resolve("ids");
    }

    /** Frees the ids of supervisors that are gone. */
    static void sweep(Directories directories) throws IOException {
        Path directory = directory(directories);
        if (!Files.isDirectory(directory)) {
            return;
        }
        synchronized (WITHIN) {
            try (FileChannel _ = locked(directory);
                    DirectoryStream<Path> files = Files.newDirectoryStream(directory, "[0-9]*")) {
                for (Path file : files) {
                    if (abandoned(file)) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        }
    }

    /** Gives an id back; nobody else removes or takes it while its supervisor lives. */
    public void give(long id) throws IOException {
        Files.deleteIfExists(directory.resolve(Long.toString(id)));
    }

    /**
     * Empty is what a supervisor left that died here: the lock is held until the name is written.
     */
    private static boolean abandoned(Path file) throws IOException {
        try {
            String owner = Files.readString(file);
            Path run = file.getParent();
            return owner.isEmpty()
                    || (SupervisorDirectory.isName(owner)
                            && run != null
                            && !Files.exists(run.resolveSibling(owner)));
        } catch (NoSuchFileException e) {
            // Given back meanwhile.
            return true;
        }
    }
}
