package io.bailiwick.files.codebase;

import io.bailiwick.linux.directory.PrivateDirectory;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Where everything lies:
 *
 * <pre>
 * lock                          taken for every change of what is beneath, and for pinning
 * codebases/ID/codebase         name and time of creation
 * codebases/ID/last             the highest number that a version has got
 * codebases/ID/lock             shared: a version is open or an upload goes on
 * codebases/ID/deleted          it does not exist any more, but somebody has it open
 * codebases/ID/versions/N/tree  the version
 * codebases/ID/versions/N/index its entries
 * codebases/ID/versions/N/version  its record
 * codebases/ID/versions/N/lock  shared: it is open
 * codebases/ID/versions/N/deleted  it does not exist any more, but somebody has it open
 * staging/X/                    a version in the making, its lock held exclusively
 * trash/X/                      what is being removed
 * </pre>
 *
 * <p>Only the lock at the top is waited for, and only for the time of a few renames; it is never
 * held while a tree is read, written or removed.
 */
final class StoreDirectory {

    static final String LOCK = "lock";
    static final String TREE = "tree";
    static final String INDEX = "index";
    static final String VERSION = "version";
    static final String CODEBASE = "codebase";
    static final String LAST = "last";
    static final String DELETED = "deleted";

    private final Path root;

    private StoreDirectory(Path root) {
        this.root = root;
    }

    /**
     * Makes the directories, or checks that they are the caller's and private.
     *
     * @throws IOException when the root belongs to somebody else or is no directory
     */
    static StoreDirectory prepare(Path root) throws IOException {
        PrivateDirectory.ensure(root);
        StoreDirectory store = new StoreDirectory(root.toRealPath());
        for (Path directory : List.of(store.codebases(), store.staging(), store.trash())) {
            PrivateDirectory.ensure(directory);
        }
        createIfMissing(store.lock());
        return store;
    }

    private static void createIfMissing(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            // It is a lock: whose it is does not matter.
        }
    }

    Path root() {
        return root;
    }

    Path lock() {
        return root.resolve(LOCK);
    }

    Path codebases() {
        return root.resolve("codebases");
    }

    Path staging() {
        return root.resolve("staging");
    }

    Path trash() {
        return root.resolve("trash");
    }

    Path codebase(String id) {
        return codebases().resolve(id);
    }

    Path versions(String id) {
        return codebase(id).resolve("versions");
    }

    Path version(String id, long number) {
        return versions(id).resolve(Long.toString(number));
    }

    static List<Path> entries(Path directory) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return entries;
    }

    static boolean isDeleted(Path directory) {
        return Files.exists(directory.resolve(DELETED), LinkOption.NOFOLLOW_LINKS);
    }

    static void markDeleted(Path directory) throws IOException {
        createIfMissing(directory.resolve(DELETED));
        Trees.sync(directory);
    }

    /** Readers see the old or the new content, also after a power failure. */
    static void replace(Path file, Properties content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        StringWriter text = new StringWriter();
        content.store(text, null);
        Files.writeString(fresh, text.toString());
        Trees.sync(fresh);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        Trees.sync(Path.of(String.valueOf(file.getParent())));
    }

    static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged", e);
        }
        return properties;
    }

    static Properties record(CodebaseVersion version) {
        Properties properties = new Properties();
        properties.setProperty("created", version.created().toString());
        properties.setProperty("files", Long.toString(version.files()));
        properties.setProperty("directories", Long.toString(version.directories()));
        properties.setProperty("links", Long.toString(version.links()));
        properties.setProperty("bytes", Long.toString(version.bytes()));
        properties.setProperty("hash", version.hash());
        return properties;
    }

    CodebaseVersion readVersion(String id, long number) throws IOException {
        Properties properties = read(version(id, number).resolve(VERSION));
        return new CodebaseVersion(
                id,
                number,
                Instant.parse(value(properties, "created")),
                Long.parseLong(value(properties, "files")),
                Long.parseLong(value(properties, "directories")),
                Long.parseLong(value(properties, "links")),
                Long.parseLong(value(properties, "bytes")),
                value(properties, "hash"));
    }

    static String value(Properties properties, String key) throws IOException {
        String value = properties.getProperty(key);
        if (value == null) {
            throw new IOException("a record of the store has no '" + key + "'");
        }
        return value;
    }

    /** The numbers of the versions that exist, in their order. */
    List<Long> numbers(String id) throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (Path version : entries(versions(id))) {
            if (!isDeleted(version)) {
                numbers.add(Long.parseLong(String.valueOf(version.getFileName())));
            }
        }
        numbers.sort(Long::compare);
        return numbers;
    }
}
