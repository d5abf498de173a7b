package io.bailiwick.files.codebase;

import io.bailiwick.files.ignore.IgnoreStack;
import io.bailiwick.files.ignore.IgnoreVerdict;
import io.bailiwick.files.names.ByteName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads a directory that others may be writing.
 *
 * <p>Every directory is opened beneath the one above by descriptor, and every file beneath its
 * directory, never through a symbolic link: whatever is swapped meanwhile, what is read lies in the
 * tree. Two things Java offers by path only. A file's time of change is compared together with its
 * inode, and the file is reused only if both are those of the last upload, so that a wrong path
 * cannot bring in anything. The text of a symbolic link is taken only if the path led to the
 * descriptor's inode before and after, and if it is as long as that says.
 */
final class DirectoryUpload {

    private static final int ATTEMPTS = 3;
    private static final Set<OpenOption> READ =
            Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final byte[] NO_BYTES = {};

    private final VersionBuilder builder;
    private final Clock clock;
    private final Object storeKey;
    private final boolean ignoring;

    /**
     * @param storeKey identifies the store's directory, which is left out
     */
    DirectoryUpload(VersionBuilder builder, Clock clock, Object storeKey, boolean ignoring) {
        this.builder = builder;
        this.clock = clock;
        this.storeKey = storeKey;
        this.ignoring = ignoring;
    }

    /** Takes everything in a directory, whose path has been resolved. */
    void directory(Path source) throws IOException {
        try (SecureDirectoryStream<Path> stream = Trees.open(source)) {
            PosixFileAttributes attributes = own(stream);
            content(new Level(stream, source, "", IgnoreStack.empty()));
            builder.root(Modes.of(attributes.permissions()), attributes.lastModifiedTime());
        }
    }

    /** Takes one file. */
    void file(Path source) throws IOException {
        Path parent = source.getParent();
        Path name = source.getFileName();
        if (parent == null || name == null) {
            throw new IOException(source + " is no regular file");
        }
        try (SecureDirectoryStream<Path> stream = Trees.open(parent)) {
            Level level = new Level(stream, parent, "", IgnoreStack.empty());
            if (!level.attributes(name).isRegularFile()) {
                throw new IOException(source + " is no regular file");
            }
            builder.root(0755, level.attributes(name).lastModifiedTime());
            entry(level, name, ByteName.ofLast(name));
        }
    }

    /** A directory that is being read. */
    private record Level(
            SecureDirectoryStream<Path> stream, Path path, String name, IgnoreStack ignore) {

        String child(String last) {
            return name.isEmpty() ? last : name + "/" + last;
        }

        PosixFileAttributes attributes(Path last) throws IOException {
            return stream.getFileAttributeView(
                            last, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
        }
    }

    private static PosixFileAttributes own(SecureDirectoryStream<Path> stream) throws IOException {
        return stream.getFileAttributeView(PosixFileAttributeView.class).readAttributes();
    }

    private void content(Level level) throws IOException {
        Map<String, Path> names = new TreeMap<>();
        for (Path entry : level.stream()) {
            names.put(ByteName.ofLast(entry), entry.getFileName());
            if (names.size() > builder.limits().entries()) {
                throw builder.refused(
                        level.name(), "has more than " + builder.limits().entries() + " entries");
            }
        }
        Level inside = ignoring ? withRules(level, names) : level;
        for (Map.Entry<String, Path> name : names.entrySet()) {
            entry(inside, name.getValue(), level.child(name.getKey()));
        }
    }

    private Level withRules(Level level, Map<String, Path> names) throws IOException {
        IgnoreStack ignore =
                level.ignore()
                        .enter(
                                level.name(),
                                ignoreFile(level, names, IgnoreStack.GITIGNORE),
                                ignoreFile(level, names, IgnoreStack.SANDBOXIGNORE),
                                names.containsKey(IgnoreStack.GIT) && !level.name().isEmpty());
        return new Level(level.stream(), level.path(), level.name(), ignore);
    }

    /** Git does not follow a symbolic link here either. */
    private byte[] ignoreFile(Level level, Map<String, Path> names, String file)
            throws IOException {
        Path last = names.get(file);
        try {
            if (last == null || !level.attributes(last).isRegularFile()) {
                return NO_BYTES;
            }
            try (InputStream in =
                    Channels.newInputStream(level.stream().newByteChannel(last, READ))) {
                byte[] content = in.readNBytes(UploadLimits.IGNORE_FILE_BYTES + 1);
                if (content.length > UploadLimits.IGNORE_FILE_BYTES) {
                    throw builder.refused(
                            level.child(file),
                            "is larger than " + UploadLimits.IGNORE_FILE_BYTES + " bytes");
                }
                return content;
            }
        } catch (NoSuchFileException e) {
            return NO_BYTES;
        } catch (AccessDeniedException e) {
            throw builder.refused(
                    level.child(file), "cannot be read, so what to leave out is not known");
        }
    }

    private void entry(Level level, Path last, String name) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                if (attempt(level, last, name, attempt == ATTEMPTS)) {
                    return;
                }
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (AccessDeniedException e) {
                builder.notice(name, Notice.Kind.UNREADABLE, "permission denied");
                return;
            } catch (NoSuchFileException e) {
                builder.notice(name, Notice.Kind.VANISHED, "was removed meanwhile");
                return;
            } catch (FileSystemException e) {
                // It has become something else between a look at it and opening it.
                if (attempt == ATTEMPTS) {
                    builder.notice(name, Notice.Kind.VANISHED, String.valueOf(e.getReason()));
                    return;
                }
            }
        }
    }

    /** False when it was not what it seemed to be, and should be looked at again. */
    private boolean attempt(Level level, Path last, String name, boolean isLast)
            throws IOException {
        PosixFileAttributes attributes = level.attributes(last);
        if (ignoring && isIgnored(level, name, attributes)) {
            return true;
        }
        if (attributes.isDirectory()) {
            subdirectory(level, last, name);
            return true;
        }
        if (attributes.isRegularFile()) {
            return file(level, last, name, attributes, isLast);
        }
        if (attributes.isSymbolicLink()) {
            return link(level, last, name, attributes, isLast);
        }
        builder.notice(name, Notice.Kind.SPECIAL, "is a device, a FIFO or a socket");
        return true;
    }

    private boolean isIgnored(Level level, String name, BasicFileAttributes attributes) {
        Optional<IgnoreVerdict> verdict = level.ignore().decide(name, attributes.isDirectory());
        if (verdict.isEmpty() || !verdict.get().ignored()) {
            return false;
        }
        IgnoreVerdict rule = verdict.get();
        builder.notice(
                name,
                Notice.Kind.IGNORED,
                ByteName.printable(rule.file())
                        + ":"
                        + rule.line()
                        + ": "
                        + ByteName.printable(rule.pattern()));
        return true;
    }

    private void subdirectory(Level level, Path last, String name) throws IOException {
        try (SecureDirectoryStream<Path> stream =
                level.stream().newDirectoryStream(last, LinkOption.NOFOLLOW_LINKS)) {
            PosixFileAttributes attributes = own(stream);
            if (Objects.equals(attributes.fileKey(), storeKey)) {
                builder.notice(name, Notice.Kind.STORE, "is where codebases are stored");
                return;
            }
            builder.directory(
                    name, Modes.of(attributes.permissions()), attributes.lastModifiedTime());
            content(new Level(stream, level.path().resolve(last), name, level.ignore()));
        }
    }

    private boolean file(
            Level level, Path last, String name, PosixFileAttributes attributes, boolean isLast)
            throws IOException {
        int mode = Modes.of(attributes.permissions());
        SourceStamp stamp =
                stamp(level.path().resolve(last), attributes).settledBy(clock.instant());
        if (builder.reuse(name, mode, attributes.lastModifiedTime(), attributes.size(), stamp)) {
            return true;
        }
        VersionBuilder.Content content;
        try (InputStream in = Channels.newInputStream(level.stream().newByteChannel(last, READ))) {
            content =
                    builder.read(name, mode, attributes.lastModifiedTime(), attributes.size(), in);
        }
        boolean changed = content.entry().size() != attributes.size();
        try {
            changed |= !isSame(attributes, level.attributes(last));
        } catch (NoSuchFileException e) {
            // Its descriptor outlived it: what was read is whole.
        }
        if (changed && !isLast) {
            builder.discard(content);
            return false;
        }
        if (changed) {
            builder.notice(name, Notice.Kind.CHANGED, "changed while it was read");
        }
        builder.accept(content, changed ? SourceStamp.NONE : stamp);
        return true;
    }

    private static boolean isSame(BasicFileAttributes before, BasicFileAttributes after) {
        return before.size() == after.size()
                && before.lastModifiedTime().equals(after.lastModifiedTime())
                && Objects.equals(before.fileKey(), after.fileKey());
    }

    /** Nothing is known of a file whose path leads to another one. */
    private static SourceStamp stamp(Path path, BasicFileAttributes attributes) throws IOException {
        SourceStamp stamp = SourceStamp.read(path);
        String key = "(dev=" + Long.toHexString(stamp.device()) + ",ino=" + stamp.inode() + ")";
        return key.equals(String.valueOf(attributes.fileKey())) ? stamp : SourceStamp.NONE;
    }

    private boolean link(
            Level level, Path last, String name, PosixFileAttributes attributes, boolean isLast)
            throws IOException {
        Path path = level.path().resolve(last);
        boolean before = leadsTo(path, attributes);
        Path target = before ? Files.readSymbolicLink(path) : path;
        String text = ByteName.ofLink(target, attributes.size());
        if (before && leadsTo(path, attributes) && text.length() == attributes.size()) {
            builder.link(name, text, target, attributes.lastModifiedTime());
            return true;
        }
        if (isLast) {
            builder.notice(name, Notice.Kind.VANISHED, "changed while it was read");
        }
        return isLast;
    }

    private static boolean leadsTo(Path path, BasicFileAttributes attributes) throws IOException {
        return Objects.equals(
                attributes.fileKey(),
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .fileKey());
    }
}
