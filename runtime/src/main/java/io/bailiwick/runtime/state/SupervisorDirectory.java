package io.bailiwick.runtime.state;

import io.bailiwick.linux.directory.PrivateDirectory;
import io.bailiwick.policy.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One supervisor's directories: its sockets and the descriptions of its sandboxes under {@code
 * run}, its sandboxes' layers under {@code state}. A held lock says that it lives.
 *
 * <p>Thread-safe.
 */
public final class SupervisorDirectory implements AutoCloseable {

    static final String PREFIX = "s-";
    private static final String UNFINISHED = "new-";
    private static final int ID_BYTES = 6;
    static final String LOCK = "lock";
    static final String DESCRIPTION = ".json";

    /**
     * Supervisors of this process. Closing any descriptor of a file drops all of a process's POSIX
     * locks on it (fcntl(2)), so that the sweep must not even open one of ours.
     */
    private static final Set<String> OWN = ConcurrentHashMap.newKeySet();

    private final String name;
    private final Path run;
    private final Path layers;
    private final FileChannel lockChannel;

    private SupervisorDirectory(String name, Path run, Path layers, FileChannel lockChannel) {
        this.name = name;
        this.run = run;
        this.layers = layers;
        this.lockChannel = lockChannel;
    }

    /**
     * Makes the directories of a new supervisor. They are made and locked under another name, so
     * that the sweep never sees one under its own that is not locked yet.
     */
    public static SupervisorDirectory create(Directories directories, RandomGenerator random)
            throws IOException {
        while (true) {
            byte[] id = new byte[ID_BYTES];
            random.nextBytes(id);
            String name = PREFIX + HexFormat.of().formatHex(id);
            if (!OWN.add(name)) {
                continue;
            }
            Path run = directories.run().resolve(name);
            FileChannel channel = lockedDirectory(run.resolveSibling(unfinished(name)), run);
            if (channel != null) {
                return new SupervisorDirectory(
                        name, run, layers(directories).resolve(name), channel);
            }
            OWN.remove(name);
        }
    }

    /**
     * Makes a directory, locks it, and only then gives it its name.
     *
     * @return null when the name is taken, or when a sweep took the directory for an abandoned one
     */
    private static @Nullable FileChannel lockedDirectory(Path fresh, Path run) throws IOException {
        try {
            PrivateDirectory.create(fresh);
        } catch (FileAlreadyExistsException e) {
            return null;
        }
        FileChannel channel = null;
        boolean done = false;
        try {
            channel =
                    FileChannel.open(
                            fresh.resolve(LOCK),
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.WRITE);
            if (channel.tryLock() == null || Files.exists(run)) {
                return null;
            }
            Files.move(fresh, run, StandardCopyOption.ATOMIC_MOVE);
            done = true;
            return channel;
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            // The sweep was here.
            return null;
        } finally {
            if (!done && channel != null) {
                channel.close();
            }
        }
    }

    private static String unfinished(String name) {
        return UNFINISHED + name;
    }

    /** The name that a directory would have got had its supervisor lived; or its name. */
    static String finalName(String name) {
        return name.startsWith(UNFINISHED) ? name.substring(UNFINISHED.length()) : name;
    }

    static Path layers(Directories directories) {
        return directories.state().resolve("sandboxes");
    }

    /** Whether a name is of the form that {@link #create} gives. */
    static boolean isName(String name) {
        boolean valid = name.startsWith(PREFIX) && name.length() == PREFIX.length() + 2 * ID_BYTES;
        for (int i = PREFIX.length(); valid && i < name.length(); i++) {
            valid = HexFormat.isHexDigit(name.charAt(i));
        }
        return valid;
    }

    static boolean own(String name) {
        return OWN.contains(finalName(name));
    }

    /** Unique among the supervisors of this host's user; also the name of its control groups. */
    public String name() {
        return name;
    }

    public Path run() {
        return run;
    }

    /** A private directory on disk for a sandbox's layers, made when first asked for. */
    public Path layerDirectory(String sandboxId) throws IOException {
        Path directory = layers.resolve(sandboxId);
        Path all = layers.getParent();
        if (all != null) {
            PrivateDirectory.ensure(all);
        }
        PrivateDirectory.ensure(layers);
        PrivateDirectory.ensure(directory);
        return directory;
    }

    /**
     * Writes what other processes may know of a sandbox; readers see the old or the new one whole.
     */
    public void describe(String sandboxId, Map<String, ?> description) throws IOException {
        Path file = run.resolve(sandboxId + DESCRIPTION);
        Path fresh = run.resolve(sandboxId + ".new");
        Files.writeString(fresh, Json.compact(description) + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes what belongs to a sandbox alone. */
    public void forget(String sandboxId) throws IOException {
        Files.deleteIfExists(run.resolve(sandboxId + DESCRIPTION));
        TreeRemoval.delete(layers.resolve(sandboxId));
    }

    /**
     * Deletes a supervisor's directory, whose lock the caller holds. The lock goes last: a
     * directory without one is empty, and whoever comes upon it may only remove it while it still
     * is.
     */
    static void delete(Path run) throws IOException {
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(run, entry -> !entry.endsWith(LOCK))) {
            for (Path entry : entries) {
                TreeRemoval.delete(entry);
            }
        } catch (NoSuchFileException e) {
            return;
        }
        Files.deleteIfExists(run.resolve(LOCK));
        deleteUnlocked(run);
    }

    /**
     * Deletes a directory that has no lock: one whose supervisor died while it made or removed it.
     * One that is just being made is made anew under another name.
     */
    static void deleteUnlocked(Path run) throws IOException {
        try {
            Files.deleteIfExists(run);
        } catch (DirectoryNotEmptyException e) {
            // It has got its lock meanwhile.
        }
    }

    @Override
    public void close() throws IOException {
        TreeRemoval.delete(layers);
        delete(run);
        lockChannel.close();
        OWN.remove(name);
    }
}
