package io.bailiwick.files.codebase;

import io.bailiwick.CodebaseStoreException;
import io.bailiwick.files.names.ByteName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A version that is in use: it stays as it is, whatever is deleted meanwhile, until this is closed
 * or the process ends.
 *
 * <p>Thread-safe. A second close does nothing.
 */
public final class OpenVersion implements AutoCloseable {

    private final CodebaseVersion version;
    private final Path directory;
    private final FileLocks.Lease codebaseLease;
    private final FileLocks.Lease versionLease;
    private final Removal removal;

    OpenVersion(
            CodebaseVersion version,
            Path directory,
            FileLocks.Lease codebaseLease,
            FileLocks.Lease versionLease,
            Removal removal) {
        this.version = version;
        this.directory = directory;
        this.codebaseLease = codebaseLease;
        this.versionLease = versionLease;
        this.removal = removal;
    }

    /** What is known of it. */
    public CodebaseVersion version() {
        return version;
    }

    /**
     * The root of its tree. Nobody may write beneath it, whatever the modes there would allow:
     * files are shared with other versions.
     */
    public Path root() {
        return directory.resolve(StoreDirectory.TREE);
    }

    /**
     * Its entries without the root, sorted by the bytes of their paths. Read from the disk at each
     * call.
     *
     * @throws CodebaseStoreException when they cannot be read
     */
    public List<TreeEntry> entries() {
        try {
            return index().stream().map(OpenVersion::entry).toList();
        } catch (IOException e) {
            throw new CodebaseStoreException("cannot read the index: " + e.getMessage(), e);
        }
    }

    List<Entry> index() throws IOException {
        return Index.read(directory.resolve(StoreDirectory.INDEX));
    }

    private static TreeEntry entry(Entry entry) {
        boolean link = entry.kind() == TreeEntry.Kind.SYMBOLIC_LINK;
        return new TreeEntry(
                ByteName.toPath(entry.name()),
                entry.kind(),
                entry.mode(),
                entry.modified(),
                entry.size(),
                link ? "" : entry.content(),
                ByteName.toPath(link ? entry.content() : ""));
    }

    /**
     * Ends the use. What was deleted meanwhile is removed by the last that closes.
     *
     * @throws CodebaseStoreException when it cannot be removed; the next opening of the store will
     */
    @Override
    public void close() {
        try {
            versionLease.close();
            codebaseLease.close();
            Path codebase = directory.resolve("../..").normalize();
            if (StoreDirectory.isDeleted(directory) || StoreDirectory.isDeleted(codebase)) {
                removal.sweep();
            }
        } catch (IOException e) {
            throw new CodebaseStoreException("cannot close the version: " + e.getMessage(), e);
        }
    }
}
