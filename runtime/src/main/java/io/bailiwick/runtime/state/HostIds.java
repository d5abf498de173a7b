package io.bailiwick.runtime.state;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/**
 * Host uids for root's sandboxes, one each while it lives; the gid has the same number.
 *
 * <p>The range lies above the one that systemd gives to containers (524288 to 1879048191, see
 * systemd's UIDS-GIDS) and below 2³¹, and no user of any distribution lives there. A file per id,
 * made exclusively, keeps supervisors apart; the sweep removes files of the dead.
 */
public final class HostIds {

    static final long FIRST = 1_879_100_000L;
    static final int COUNT = 65_536;

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
        Directories.ensurePrivate(directory);
        int start = random.nextInt(COUNT);
        for (int i = 0; i < COUNT; i++) {
            long id = FIRST + (start + i) % COUNT;
            Path file = directory.resolve(Long.toString(id));
            try {
                Files.writeString(Files.createFile(file), supervisor);
                return id;
            } catch (FileAlreadyExistsException e) {
                if (abandoned(file)) {
                    Files.deleteIfExists(file);
                    i--;
                }
            }
        }
        throw new IOException("all " + COUNT + " host ids for sandboxes are in use");
    }

    private static Path directory(Directories directories) {
        return directories.run().resolve("ids");
    }

    /** Frees the ids of supervisors that are gone. */
    static void sweep(Directories directories) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory(directories))) {
            for (Path file : files) {
                if (abandoned(file)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (NoSuchFileException e) {
            // No id was ever taken.
        }
    }

    /** Gives an id back. */
    public void give(long id) throws IOException {
        Files.deleteIfExists(directory.resolve(Long.toString(id)));
    }

    private static boolean abandoned(Path file) throws IOException {
        try {
            String owner = Files.readString(file);
            Path run = file.getParent();
            return SupervisorDirectory.isName(owner)
                    && run != null
                    && !Files.exists(run.resolveSibling(owner));
        } catch (NoSuchFileException e) {
            return true;
        }
    }
}
