package io.bailiwick.files.codebase;

import io.bailiwick.CodebaseNotFoundException;
import io.bailiwick.UploadException;
import io.bailiwick.linux.directory.PrivateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * One upload: a directory in the staging area, filled, made durable, and given its name and number.
 * A crash before that rename leaves a directory that nobody holds, which the next sweep removes.
 */
final class UploadRun {

    private final StoreDirectory store;
    private final StoreLock lock;
    private final Clock clock;
    private final RandomGenerator random;
    private final Removal removal;
    private final String id;

    UploadRun(
            StoreDirectory store,
            StoreLock lock,
            Clock clock,
            RandomGenerator random,
            Removal removal,
            String id) {
        this.store = store;
        this.lock = lock;
        this.clock = clock;
        this.random = random;
        this.removal = removal;
        this.id = id;
    }

    /** A directory in the staging area and the lock that says that it is being worked on. */
    private record Staged(Path directory, FileLocks.Lease lease) {

        Path tree() {
            return directory.resolve(StoreDirectory.TREE);
        }
    }

    Upload run(
            UploadSource source, UploadLimits limits, Progress progress, Optional<OpenVersion> last)
            throws IOException {
        Staged staged = stage();
        boolean published = false;
        try {
            VersionBuilder builder =
                    new VersionBuilder(id, limits, progress, staged.tree(), base(last));
            fill(builder, source);
            VersionBuilder.Finished finished = builder.finish();
            CodebaseVersion version = describe(finished.entries());
            write(staged, version, finished);
            CodebaseVersion numbered = publish(staged, version);
            published = true;
            return new Upload(
                    numbered,
                    finished.bytesMoved(),
                    finished.filesReused(),
                    finished.counts(),
                    finished.notices());
        } finally {
            if (!published) {
                abandon(staged);
            }
        }
    }

    private static VersionBuilder.Base base(Optional<OpenVersion> last) throws IOException {
        if (last.isEmpty()) {
            return new VersionBuilder.Base(Path.of(""), Map.of());
        }
        OpenVersion version = last.get();
        Map<String, Entry> entries =
                version.index().stream()
                        .filter(entry -> entry.kind() == TreeEntry.Kind.FILE)
                        .collect(Collectors.toMap(Entry::name, Function.identity()));
        return new VersionBuilder.Base(version.root(), entries);
    }

    private Staged stage() throws IOException {
        return lock.locked(() -> {
            String name = HexFormat.of().toHexDigits(random.nextLong());
            Path directory = PrivateDirectory.create(store.staging().resolve(name));
            PrivateDirectory.create(directory.resolve(StoreDirectory.TREE));
            Path file = Files.createFile(directory.resolve(StoreDirectory.LOCK));
            FileLocks.Lease lease =
                    FileLocks.tryExclusive(file)
                            .orElseThrow(() -> new IOException(file + " is locked"));
            return new Staged(directory, lease);
        });
    }

    private void fill(VersionBuilder builder, UploadSource source) throws IOException {
        switch (source) {
            case UploadSource.Directory(Path path, boolean ignoring) ->
                    directoryUpload(builder, ignoring).directory(resolved(path));
            case UploadSource.SingleFile(Path path) ->
                    directoryUpload(builder, false).file(resolved(path));
            case UploadSource.Tar(var stream) -> new TarUpload(builder).run(stream);
        }
    }

    private DirectoryUpload directoryUpload(VersionBuilder builder, boolean ignoring)
            throws IOException {
        Object key = Files.readAttributes(store.root(), BasicFileAttributes.class).fileKey();
        return new DirectoryUpload(builder, clock, key, ignoring);
    }

    private Path resolved(Path source) throws IOException {
        Path real = source.toRealPath();
        if (real.startsWith(store.root())) {
            throw new UploadException(id, source.toString(), "lies within the store of codebases");
        }
        return real;
    }

    private CodebaseVersion describe(List<Entry> entries) {
        Map<TreeEntry.Kind, Long> kinds =
                entries.stream().collect(Collectors.groupingBy(Entry::kind, Collectors.counting()));
        return new CodebaseVersion(
                id,
                0,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                kinds.getOrDefault(TreeEntry.Kind.FILE, 0L),
                kinds.getOrDefault(TreeEntry.Kind.DIRECTORY, 0L),
                kinds.getOrDefault(TreeEntry.Kind.SYMBOLIC_LINK, 0L),
                entries.stream().mapToLong(Entry::size).sum(),
                Index.hash(entries));
    }

    private static void write(
            Staged staged, CodebaseVersion version, VersionBuilder.Finished finished)
            throws IOException {
        Path index = staged.directory().resolve(StoreDirectory.INDEX);
        Index.write(index, finished.entries());
        StoreDirectory.replace(
                staged.directory().resolve(StoreDirectory.VERSION), StoreDirectory.record(version));
        List<Path> all = new ArrayList<>(finished.toSync());
        all.add(index);
        all.add(staged.directory());
        Trees.sync(all);
    }

    private CodebaseVersion publish(Staged staged, CodebaseVersion version) throws IOException {
        return lock.locked(() -> {
            Path codebase = store.codebase(id);
            if (!Files.exists(codebase) || StoreDirectory.isDeleted(codebase)) {
                throw new CodebaseNotFoundException(id);
            }
            Path last = codebase.resolve(StoreDirectory.LAST);
            long number =
                    1 + Long.parseLong(StoreDirectory.value(StoreDirectory.read(last), "number"));
            StoreDirectory.replace(last, number(number));
            Path target = store.version(id, number);
            Files.move(staged.directory(), target, StandardCopyOption.ATOMIC_MOVE);
            staged.lease().moved(target.resolve(StoreDirectory.LOCK));
            staged.lease().close();
            Trees.sync(store.versions(id));
            return new CodebaseVersion(
                    id,
                    number,
                    version.created(),
                    version.files(),
                    version.directories(),
                    version.links(),
                    version.bytes(),
                    version.hash());
        });
    }

    static Properties number(long number) {
        Properties properties = new Properties();
        properties.setProperty("number", Long.toString(number));
        return properties;
    }

    private void abandon(Staged staged) throws IOException {
        staged.lease().close();
        // An interrupted thread can open no file, and this is quick.
        boolean interrupted = Thread.interrupted();
        try {
            lock.locked(() ->
                    !Files.exists(staged.directory())
                            || removal.discardUnlessUsed(staged.directory()));
            removal.emptyTrash();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
