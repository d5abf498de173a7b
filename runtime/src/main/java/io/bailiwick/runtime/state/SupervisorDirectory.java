package io.bailiwick.runtime.state;

import io.bailiwick.policy.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * One supervisor's directories: its sockets and the descriptions of its sandboxes under {@code
 * run}, its sandboxes' layers under {@code state}. A held lock says that it lives.
 *
 * <p>Thread-safe.
 */
public final class SupervisorDirectory implements AutoCloseable {

    static final String PREFIX = "s-";
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

    /** Makes the directories of a new supervisor. */
    public static SupervisorDirectory create(Directories directories, RandomGenerator random)
            throws IOException {
        while (true) {
            byte[] id = new byte[ID_BYTES];
            random.nextBytes(id);
            String name = PREFIX + HexFormat.of().formatHex(id);
            Path run = directories.run().resolve(name);
            OWN.add(name);
            try {
                Files.createDirectory(
                        run,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            } catch (FileAlreadyExistsException e) {
                OWN.remove(name);
                continue;
            }
            FileChannel channel =
                    FileChannel.open(
                            run.resolve(LOCK),
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new IOException("cannot lock " + run.resolve(LOCK));
            }
            return new SupervisorDirectory(name, run, layers(directories).resolve(name), channel);
        }
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
        return OWN.contains(name);
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
            Directories.ensurePrivate(all);
        }
        Directories.ensurePrivate(layers);
        Directories.ensurePrivate(directory);
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

    @Override
    public void close() throws IOException {
        TreeRemoval.delete(layers);
        TreeRemoval.delete(run);
        lockChannel.close();
        OWN.remove(name);
    }
}
