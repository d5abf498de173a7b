package io.bailiwick.files.codebase;

import io.bailiwick.CancelledException;
import io.bailiwick.CodebaseInUseException;
import io.bailiwick.CodebaseNotFoundException;
import io.bailiwick.CodebaseStoreException;
import io.bailiwick.InvalidConfigurationException;
import io.bailiwick.linux.directory.PrivateDirectory;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.random.RandomGenerator;

/**
 * Codebases on disk.
 *
 * <p>Any number of threads and processes of one user may use a store at once. All methods answer
 * with what was true at some moment of the call; a version that has been seen never changes. All of
 * them throw {@link CodebaseStoreException} when the disk fails, {@link CodebaseNotFoundException}
 * for an id or a version that does not exist, and {@link CancelledException} when the calling
 * thread is interrupted.
 *
 * <p>What is crash-safe: an upload, a creation and a deletion each happen at one rename, after
 * everything that it shows is on disk (fsync(2)). What a killed process leaves in the making is
 * removed when the store is opened next.
 */
public final class CodebaseStore {

    /** Names are shown in tables and prompts. */
    public static final int MAX_NAME_LENGTH = 128;

    private static final String ID_PREFIX = "cb_";
    private static final int ID_BYTES = 8;

    private final StoreDirectory store;
    private final StoreLock lock;
    private final Clock clock;
    private final RandomGenerator random;
    private final Removal removal;

    private CodebaseStore(StoreDirectory store, Clock clock, RandomGenerator random) {
        this.store = store;
        this.lock = new StoreLock(store.lock());
        this.clock = clock;
        this.random = random;
        this.removal = new Removal(store, lock, random);
    }

    /**
     * Opens the store in a directory, or makes one there.
     *
     * @param root private to the caller: made with mode 0700, or refused when it is somebody else's
     */
    public static CodebaseStore open(Path root) {
        return open(root, Clock.systemUTC(), new SecureRandom());
    }

    static CodebaseStore open(Path root, Clock clock, RandomGenerator random) {
        return io(
                "open the codebases in " + root,
                () -> {
                    CodebaseStore store =
                            new CodebaseStore(StoreDirectory.prepare(root), clock, random);
                    store.removal.sweep();
                    return store;
                });
    }

    /**
     * Makes a codebase without a version.
     *
     * @param name 1 to {@value #MAX_NAME_LENGTH} characters without control characters
     */
    public Codebase create(String name) {
        boolean printable = name.codePoints().noneMatch(Character::isISOControl);
        if (name.isBlank() || name.length() > MAX_NAME_LENGTH || !printable) {
            throw new InvalidConfigurationException(
                    "a codebase's name has 1 to "
                            + MAX_NAME_LENGTH
                            + " characters, and none that is not printable");
        }
        Properties record = new Properties();
        Instant created = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        record.setProperty("name", name);
        record.setProperty("created", created.toString());
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = ID_PREFIX + HexFormat.of().formatHex(bytes);
        return io(
                "create a codebase",
                () ->
                        lock.locked(() -> {
                            Path directory = PrivateDirectory.create(store.codebase(id));
                            Files.createFile(directory.resolve(StoreDirectory.LOCK));
                            PrivateDirectory.create(store.versions(id));
                            StoreDirectory.replace(
                                    directory.resolve(StoreDirectory.LAST), UploadRun.number(0));
                            StoreDirectory.replace(
                                    directory.resolve(StoreDirectory.CODEBASE), record);
                            Trees.sync(store.codebases());
                            return new Codebase(id, name, created, List.of());
                        }));
    }

    /** All codebases, the oldest first. */
    public List<Codebase> list() {
        return io(
                "list the codebases",
                () -> {
                    List<Codebase> codebases = new ArrayList<>();
                    for (Path directory : StoreDirectory.entries(store.codebases())) {
                        read(String.valueOf(directory.getFileName())).ifPresent(codebases::add);
                    }
                    codebases.sort(
                            Comparator.comparing(Codebase::created).thenComparing(Codebase::id));
                    return List.copyOf(codebases);
                });
    }

    /** One codebase with its versions. */
    public Codebase info(String id) {
        return io("read codebase " + id, () -> read(id))
                .orElseThrow(() -> new CodebaseNotFoundException(id));
    }

    private Optional<Codebase> read(String id) throws IOException {
        if (!isId(id) || StoreDirectory.isDeleted(store.codebase(id))) {
            return Optional.empty();
        }
        try {
            Properties record =
                    StoreDirectory.read(store.codebase(id).resolve(StoreDirectory.CODEBASE));
            List<CodebaseVersion> versions = new ArrayList<>();
            for (long number : store.numbers(id)) {
                readVersion(id, number).ifPresent(versions::add);
            }
            return Optional.of(
                    new Codebase(
                            id,
                            StoreDirectory.value(record, "name"),
                            Instant.parse(StoreDirectory.value(record, "created")),
                            versions));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private Optional<CodebaseVersion> readVersion(String id, long number) throws IOException {
        try {
            return Optional.of(store.readVersion(id, number));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** An id leads nowhere but to a directory of ours. */
    private static boolean isId(String id) {
        boolean valid =
                id.startsWith(ID_PREFIX) && id.length() == ID_PREFIX.length() + 2 * ID_BYTES;
        for (int i = ID_PREFIX.length(); valid && i < id.length(); i++) {
            valid = HexFormat.isHexDigit(id.charAt(i)) && !Character.isUpperCase(id.charAt(i));
        }
        return valid;
    }

    /** Uploads with the {@linkplain UploadLimits#DEFAULT default limits}. */
    public Upload upload(String id, UploadSource source, Progress progress) {
        return upload(id, source, UploadLimits.DEFAULT, progress);
    }

    /**
     * Makes a new version of a tree or an archive. Files that are as in the latest version, with
     * the same mode and time, are shared with it; of a directory that was uploaded before, they are
     * not even read.
     *
     * @throws io.bailiwick.UploadException when the source cannot be taken as it is
     */
    public Upload upload(String id, UploadSource source, UploadLimits limits, Progress progress) {
        return io(
                "upload to codebase " + id,
                () -> {
                    UploadRun run = new UploadRun(store, lock, clock, random, removal, id);
                    FileLocks.Lease lease = lock.locked(() -> useCodebase(id));
                    try {
                        Optional<OpenVersion> last = tryOpenLatest(id);
                        try {
                            return run.run(source, limits, progress, last);
                        } finally {
                            last.ifPresent(OpenVersion::close);
                        }
                    } finally {
                        lease.close();
                    }
                });
    }

    private FileLocks.Lease useCodebase(String id) throws IOException {
        if (!isId(id) || StoreDirectory.isDeleted(store.codebase(id))) {
            throw new CodebaseNotFoundException(id);
        }
        return shared(store.codebase(id)).orElseThrow(() -> new CodebaseNotFoundException(id));
    }

    private static Optional<FileLocks.Lease> shared(Path directory) throws IOException {
        try {
            return FileLocks.tryShared(directory.resolve(StoreDirectory.LOCK));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Writes a version to a directory or packs it.
     *
     * @throws InvalidConfigurationException when the target directory is not empty
     */
    public void download(String id, long version, DownloadTarget target, Progress progress) {
        try (OpenVersion open = open(id, version)) {
            io(
                    "download codebase " + id,
                    () -> {
                        Meter meter = new Meter(progress);
                        List<Entry> entries = open.index();
                        switch (target) {
                            case DownloadTarget.Directory(Path path) ->
                                    DirectoryDownload.run(
                                            open.root(), entries, path, random, meter);
                            case DownloadTarget.Tar(var stream) ->
                                    TarDownload.run(open.root(), entries, stream, meter);
                        }
                        return true;
                    });
        }
    }

    /**
     * Opens a version for use, which keeps it on disk.
     *
     * @throws CodebaseNotFoundException when it does not exist
     */
    public OpenVersion open(String id, long version) {
        return io("open codebase " + id, () -> lock.locked(() -> pin(id, version)));
    }

    private Optional<OpenVersion> tryOpenLatest(String id) throws IOException {
        return lock.locked(() -> {
            List<Long> numbers = store.numbers(id);
            return numbers.isEmpty() ? Optional.empty() : Optional.of(pin(id, numbers.getLast()));
        });
    }

    private OpenVersion pin(String id, long number) throws IOException {
        FileLocks.Lease codebase = useCodebase(id);
        boolean done = false;
        try {
            Path directory = store.version(id, number);
            Optional<FileLocks.Lease> lease =
                    StoreDirectory.isDeleted(directory) ? Optional.empty() : shared(directory);
            CodebaseVersion version = lease.isEmpty() ? null : readVersion(id, number).orElse(null);
            if (lease.isEmpty() || version == null) {
                throw new CodebaseNotFoundException(id, number);
            }
            done = true;
            return new OpenVersion(version, directory, codebase, lease.get(), removal);
        } finally {
            if (!done) {
                codebase.close();
            }
        }
    }

    /**
     * Deletes a codebase with all its versions.
     *
     * @param force although it is in use: it is gone for everybody at once, and its files remain
     *     for those who have opened it, until the last of them closes
     * @throws CodebaseInUseException when it is in use, and not forced
     */
    public void delete(String id, boolean force) {
        io(
                "delete codebase " + id,
                () -> {
                    lock.locked(() -> {
                        if (!isId(id)
                                || !Files.exists(store.codebase(id))
                                || StoreDirectory.isDeleted(store.codebase(id))) {
                            throw new CodebaseNotFoundException(id);
                        }
                        if (!discard(store.codebase(id), force)) {
                            throw new CodebaseInUseException(id);
                        }
                        return true;
                    });
                    removal.emptyTrash();
                    return true;
                });
    }

    /** Deletes one version; see {@link #delete(String, boolean)}. */
    public void delete(String id, long version, boolean force) {
        io(
                "delete version " + version + " of codebase " + id,
                () -> {
                    lock.locked(() -> {
                        useCodebase(id).close();
                        Path directory = store.version(id, version);
                        if (!Files.exists(directory) || StoreDirectory.isDeleted(directory)) {
                            throw new CodebaseNotFoundException(id, version);
                        }
                        if (!discard(directory, force)) {
                            throw new CodebaseInUseException(id, version);
                        }
                        return true;
                    });
                    removal.emptyTrash();
                    return true;
                });
    }

    private boolean discard(Path directory, boolean force) throws IOException {
        if (removal.discardUnlessUsed(directory)) {
            return true;
        }
        if (force) {
            StoreDirectory.markDeleted(directory);
        }
        return force;
    }

    /**
     * Compares a version with what was uploaded: every content, mode, time and link.
     *
     * @return what is wrong, one line for each; empty when nothing is
     */
    public List<String> verify(String id, long version) {
        try (OpenVersion open = open(id, version)) {
            return io(
                    "verify codebase " + id,
                    () -> Verification.run(open.root(), open.index(), open.version().hash()));
        }
    }

    private static <T> T io(String what, StoreLock.Work<T> work) {
        try {
            return work.run();
        } catch (ClosedByInterruptException | FileLockInterruptionException e) {
            throw new CancelledException("could not " + what + ": interrupted", e);
        } catch (IOException e) {
            throw new CodebaseStoreException("cannot " + what + ": " + e, e);
        }
    }
}
