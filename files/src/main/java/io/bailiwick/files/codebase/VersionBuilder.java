package io.bailiwick.files.codebase;

import io.bailiwick.CancelledException;
import io.bailiwick.CodebaseStoreException;
import io.bailiwick.UploadException;
import io.bailiwick.files.names.ByteName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A version while it is being made, in a directory that is private to the store.
 *
 * <p>Every entry is checked here, wherever it comes from: its name, that its parent is a directory
 * of this version, that nothing has its name already, and the limits. Symbolic links are made only
 * at the very end, so that there is none in the tree that a name could lead through.
 *
 * <p>Not thread-safe.
 */
final class VersionBuilder {

    private static final int IMPLICIT_MODE = 0755;

    private final String codebaseId;
    private final UploadLimits limits;
    private final Progress progress;
    private final Path tree;
    private final Base base;

    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<String, Path> linkTargets = new HashMap<>();
    private final List<Path> written = new ArrayList<>();
    private final Map<Notice.Kind, Long> counts = new EnumMap<>(Notice.Kind.class);
    private final List<Notice> notices = new ArrayList<>();
    private FileTime rootModified = FileTime.fromMillis(0);
    private int rootMode = IMPLICIT_MODE;
    private long bytes;
    private long bytesMoved;
    private long filesReused;

    /**
     * The version before: unchanged files are taken from it.
     *
     * @param tree its tree
     * @param entries by name
     */
    record Base(Path tree, Map<String, Entry> entries) {}

    VersionBuilder(
            String codebaseId, UploadLimits limits, Progress progress, Path tree, Base base) {
        this.codebaseId = codebaseId;
        this.limits = limits;
        this.progress = progress;
        this.tree = tree;
        this.base = base;
    }

    UploadLimits limits() {
        return limits;
    }

    UploadException refused(String name, String reason) {
        return new UploadException(codebaseId, ByteName.printable(name), reason);
    }

    void notice(String name, Notice.Kind kind, String detail) {
        counts.merge(kind, 1L, Long::sum);
        if (notices.size() < Upload.MAX_NOTICES) {
            notices.add(new Notice(ByteName.printable(name), kind, detail));
        }
    }

    void root(int mode, FileTime modified) {
        rootMode = mode & 0777;
        rootModified = modified;
    }

    /** Adds a directory; one that is there already gets this mode and time. */
    void directory(String name, int mode, FileTime modified) {
        Entry known = entries.get(name);
        if (known != null && known.kind() != TreeEntry.Kind.DIRECTORY) {
            throw refused(name, "is in the upload twice, once as a directory");
        }
        if (known == null) {
            check(name);
            stored(() -> Files.createDirectory(path(name)));
        }
        entries.put(name, entry(name, TreeEntry.Kind.DIRECTORY, mode, modified, 0, ""));
    }

    /**
     * Adds a symbolic link, whose text is not looked at.
     *
     * @param text its bytes
     * @param target the same as a path
     */
    void link(String name, String text, Path target, FileTime modified) {
        if (text.isEmpty() || text.length() > UploadLimits.LINK_BYTES) {
            throw refused(
                    name,
                    "is a symbolic link of "
                            + text.length()
                            + " bytes; 1 to "
                            + UploadLimits.LINK_BYTES
                            + " are possible");
        }
        check(name);
        linkTargets.put(name, target);
        entries.put(name, entry(name, TreeEntry.Kind.SYMBOLIC_LINK, 0777, modified, 0, text));
    }

    /** What came of reading a file. */
    record Content(Entry entry, boolean reused) {}

    /**
     * Writes a file's content, or finds that it is the one of the version before; the file is part
     * of the version only when it is accepted.
     *
     * @param size how many bytes to take
     * @param in ends earlier when the file became shorter
     * @throws IOException when it cannot be read; what fails in the store is no such exception
     */
    Content read(String name, int mode, FileTime modified, long size, InputStream in)
            throws IOException {
        check(name);
        charge(name, size);
        Entry before = unchanged(name, mode, modified, size);
        boolean done = false;
        try (Copy copy = new Copy(path(name), before == null ? null : basePath(name))) {
            byte[] buffer = new byte[1 << 16];
            while (copy.length() < size) {
                progress.advanced(entries.size(), bytes + copy.length(), ByteName.printable(name));
                int wanted = (int) Math.min(buffer.length, size - copy.length());
                int count = in.readNBytes(buffer, 0, wanted);
                if (count == 0) {
                    break;
                }
                stored(() -> copy.add(buffer, count));
            }
            boolean reused = before != null && copy.isSame() && link(basePath(name), path(name));
            if (!reused) {
                stored(copy::materialize);
            }
            Entry entry =
                    entry(name, TreeEntry.Kind.FILE, mode, modified, copy.length(), copy.hash());
            done = true;
            return new Content(entry, reused);
        } finally {
            if (!done) {
                stored(() -> Files.deleteIfExists(path(name)));
            }
        }
    }

    void accept(Content content, SourceStamp stamp) {
        Entry entry = content.entry();
        Path file = path(entry.name());
        if (content.reused()) {
            filesReused++;
        } else {
            stored(() -> {
                Files.setPosixFilePermissions(
                        file, Modes.permissions(Entry.storedMode(entry.mode())));
                setModified(file, entry.modified());
            });
            written.add(file);
            bytesMoved += entry.size();
        }
        add(entry, stamp);
    }

    void discard(Content content) {
        stored(() -> Files.deleteIfExists(path(content.entry().name())));
    }

    /** Adds a file that is known to be that of the version before; false when it is not. */
    boolean reuse(String name, int mode, FileTime modified, long size, SourceStamp stamp) {
        Entry before = unchanged(name, mode, modified, size);
        if (before == null || stamp.equals(SourceStamp.NONE) || !stamp.equals(before.stamp())) {
            return false;
        }
        check(name);
        charge(name, size);
        if (!link(basePath(name), path(name))) {
            return false;
        }
        filesReused++;
        add(entry(name, TreeEntry.Kind.FILE, mode, modified, size, before.content()), stamp);
        return true;
    }

    /** Adds a copy of a file of this version. */
    void copy(String name, String of) throws IOException {
        Entry original = entries.get(of);
        if (original == null || original.kind() != TreeEntry.Kind.FILE) {
            throw refused(name, "is a hard link to what is no file of the archive before it");
        }
        try (InputStream in = Files.newInputStream(path(of))) {
            accept(
                    read(name, original.mode(), original.modified(), original.size(), in),
                    SourceStamp.NONE);
        }
    }

    private void add(Entry entry, SourceStamp stamp) {
        bytes += entry.size();
        entries.put(
                entry.name(),
                new Entry(
                        entry.name(),
                        entry.kind(),
                        entry.mode(),
                        entry.modified(),
                        entry.size(),
                        entry.content(),
                        stamp));
    }

    private @Nullable Entry unchanged(String name, int mode, FileTime modified, long size) {
        Entry before = base.entries().get(name);
        boolean same =
                before != null
                        && before.kind() == TreeEntry.Kind.FILE
                        && before.size() == size
                        && before.modified().equals(modified)
                        && Entry.storedMode(before.mode()) == Entry.storedMode(mode);
        return same ? before : null;
    }

    /** False where the file system does not, or no more: ext4 counts 65,000 links of a file. */
    private static boolean link(Path existing, Path link) {
        try {
            Files.createLink(link, existing);
            return true;
        } catch (UnsupportedOperationException | IOException e) {
            return false;
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** Keeps what fails in the store apart from what fails in the source. */
    private static void stored(Step step) {
        try {
            step.run();
        } catch (ClosedByInterruptException e) {
            throw new CancelledException("the upload was interrupted", e);
        } catch (IOException e) {
            throw new CodebaseStoreException("cannot store the upload: " + e, e);
        }
    }

    private void charge(String name, long size) {
        if (size > limits.fileBytes()) {
            throw refused(name, "is larger than " + limits.fileBytes() + " bytes");
        }
        if (size > limits.bytes() - bytes) {
            throw refused(name, "makes the upload larger than " + limits.bytes() + " bytes");
        }
    }

    private void check(String name) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancelledException("the upload was interrupted");
        }
        if (entries.size() >= limits.entries()) {
            throw refused(name, "is beyond the limit of " + limits.entries() + " entries");
        }
        if (name.length() > UploadLimits.PATH_BYTES) {
            throw refused(
                    name.substring(0, UploadLimits.NAME_BYTES),
                    "begins a path of more than " + UploadLimits.PATH_BYTES + " bytes");
        }
        checkNames(name);
        if (entries.containsKey(name)) {
            throw refused(name, "is in the upload twice");
        }
        String parent = Entry.parent(name);
        if (!parent.isEmpty()) {
            Entry above = entries.get(parent);
            if (above == null) {
                directory(parent, IMPLICIT_MODE, FileTime.fromMillis(0));
            } else if (above.kind() != TreeEntry.Kind.DIRECTORY) {
                throw refused(
                        name,
                        "leads through '"
                                + ByteName.printable(parent)
                                + "', which is no directory");
            }
        }
        progress.advanced(entries.size(), bytes, ByteName.printable(name));
    }

    private void checkNames(String name) {
        int depth = 0;
        for (int start = 0; start <= name.length(); ) {
            int end = name.indexOf('/', start);
            end = end < 0 ? name.length() : end;
            String part = name.substring(start, end);
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf(0) >= 0) {
                throw refused(name, "is no name within a tree");
            }
            if (part.length() > UploadLimits.NAME_BYTES) {
                throw refused(
                        name, "has a name of more than " + UploadLimits.NAME_BYTES + " bytes");
            }
            depth++;
            start = end + 1;
        }
        if (depth > limits.depth()) {
            throw refused(name, "lies deeper than " + limits.depth() + " directories");
        }
    }

    private static Entry entry(
            String name,
            TreeEntry.Kind kind,
            int mode,
            FileTime modified,
            long size,
            String content) {
        return new Entry(name, kind, mode & 0777, modified, size, content, SourceStamp.NONE);
    }

    private Path path(String name) {
        return tree.resolve(ByteName.toPath(name));
    }

    private Path basePath(String name) {
        return base.tree().resolve(ByteName.toPath(name));
    }

    private static void setModified(Path path, FileTime modified) throws IOException {
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(modified, null, null);
    }

    /** What the version is made of. */
    record Finished(
            List<Entry> entries,
            List<Path> toSync,
            long bytesMoved,
            long filesReused,
            Map<Notice.Kind, Long> counts,
            List<Notice> notices) {}

    /** Makes the symbolic links, and then sets the directories' modes and times. */
    Finished finish() throws IOException {
        for (Map.Entry<String, Path> link : linkTargets.entrySet()) {
            Path path = path(link.getKey());
            Files.createSymbolicLink(path, link.getValue());
            Entry entry = entries.get(link.getKey());
            if (entry != null) {
                setModified(path, entry.modified());
            }
        }
        List<Entry> sorted = new ArrayList<>(entries.values());
        sorted.sort(Comparator.comparing(Entry::name));
        List<Path> toSync = new ArrayList<>(written);
        for (Entry entry : sorted.reversed()) {
            if (entry.kind() == TreeEntry.Kind.DIRECTORY) {
                Path directory = path(entry.name());
                finishDirectory(directory, entry.mode(), entry.modified());
                toSync.add(directory);
            }
        }
        finishDirectory(tree, rootMode, rootModified);
        toSync.add(tree);
        progress.advanced(entries.size(), bytes, "");
        return new Finished(sorted, toSync, bytesMoved, filesReused, counts, notices);
    }

    private static void finishDirectory(Path directory, int mode, FileTime modified)
            throws IOException {
        Files.setPosixFilePermissions(directory, Modes.permissions(mode | 0700));
        setModified(directory, modified);
    }
}
