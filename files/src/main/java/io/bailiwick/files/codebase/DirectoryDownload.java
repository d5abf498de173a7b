package io.bailiwick.files.codebase;

import io.bailiwick.InvalidConfigurationException;
import io.bailiwick.files.names.ByteName;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Writes a version into an empty directory that others may be changing meanwhile.
 *
 * <p>Everything arrives by descriptor, without following a link and without replacing anything.
 * Java makes directories and symbolic links by path only, and so it sets a link's time; they are
 * made in the target's root under a name that nobody can guess, and moved to their place by
 * descriptor (renameat(2)). Should somebody swap the root itself for a link at that moment, an
 * empty directory or a link with such a name appears elsewhere, and the download fails. And
 * renameat(2) replaces: what somebody creates under the name of a link or a directory between the
 * look at it and the move is lost, if it is a file or an empty directory. What the version brings
 * replaces nothing that was there before.
 */
final class DirectoryDownload {

    private static final Set<OpenOption> CREATE =
            Set.of(
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);

    private final Path tree;
    private final Path root;
    private final SecureDirectoryStream<Path> top;
    private final RandomGenerator random;
    private final Meter meter;

    private DirectoryDownload(
            Path tree,
            Path root,
            SecureDirectoryStream<Path> top,
            RandomGenerator random,
            Meter meter) {
        this.tree = tree;
        this.root = root;
        this.top = top;
        this.random = random;
        this.meter = meter;
    }

    static void run(
            Path tree, List<Entry> entries, Path target, RandomGenerator random, Meter meter)
            throws IOException {
        Path root = prepare(target);
        try (SecureDirectoryStream<Path> top = Trees.open(root)) {
            DirectoryDownload download = new DirectoryDownload(tree, root, top, random, meter);
            List<Path> made = new ArrayList<>();
            boolean done = false;
            try {
                download.content(top, new Children(entries), "", made);
                done = true;
            } finally {
                if (!done) {
                    for (Path name : made) {
                        Trees.delete(top, name);
                    }
                }
            }
        }
    }

    private static Path prepare(Path target) throws IOException {
        try {
            Files.createDirectory(target);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(target)) {
                throw new InvalidConfigurationException(target + " is no directory", e);
            }
            try (var content = Files.newDirectoryStream(target)) {
                if (content.iterator().hasNext()) {
                    throw new InvalidConfigurationException(
                            target + " is not empty; a download replaces nothing");
                }
            }
        }
        return target.toRealPath();
    }

    /** The entries of each directory. */
    private static final class Children {

        private final Map<String, List<Entry>> children = new HashMap<>();

        Children(List<Entry> entries) {
            for (Entry entry : entries) {
                children.computeIfAbsent(Entry.parent(entry.name()), name -> new ArrayList<>())
                        .add(entry);
            }
        }

        List<Entry> of(String name) {
            return children.getOrDefault(name, List.of());
        }
    }

    private void content(
            SecureDirectoryStream<Path> directory, Children entries, String name, List<Path> made)
            throws IOException {
        for (Entry entry : entries.of(name)) {
            meter.next(entry);
            Path last = ByteName.toPath(entry.name()).getFileName();
            switch (entry.kind()) {
                case FILE -> file(directory, last, entry, made);
                case SYMBOLIC_LINK -> {
                    Path text = Files.readSymbolicLink(tree.resolve(ByteName.toPath(entry.name())));
                    Path fresh = fresh();
                    Files.createSymbolicLink(root.resolve(fresh), text);
                    Files.getFileAttributeView(
                                    root.resolve(fresh),
                                    BasicFileAttributeView.class,
                                    LinkOption.NOFOLLOW_LINKS)
                            .setTimes(entry.modified(), null, null);
                    place(fresh, directory, last);
                    made.add(last);
                }
                case DIRECTORY -> {
                    Path fresh = fresh();
                    Files.createDirectory(
                            root.resolve(fresh),
                            PosixFilePermissions.asFileAttribute(Modes.permissions(0700)));
                    place(fresh, directory, last);
                    made.add(last);
                    try (SecureDirectoryStream<Path> inside =
                            directory.newDirectoryStream(last, LinkOption.NOFOLLOW_LINKS)) {
                        content(inside, entries, entry.name(), new ArrayList<>());
                        PosixFileAttributeView view =
                                inside.getFileAttributeView(PosixFileAttributeView.class);
                        view.setTimes(entry.modified(), null, null);
                        view.setPermissions(Modes.permissions(entry.mode()));
                    }
                }
            }
        }
    }

    private void file(
            SecureDirectoryStream<Path> directory, Path last, Entry entry, List<Path> made)
            throws IOException {
        try (InputStream in = Files.newInputStream(tree.resolve(ByteName.toPath(entry.name())));
                OutputStream out =
                        Channels.newOutputStream(
                                directory.newByteChannel(
                                        last,
                                        CREATE,
                                        PosixFilePermissions.asFileAttribute(
                                                Modes.permissions(0600))))) {
            made.add(last);
            meter.copy(in, out);
        }
        PosixFileAttributeView view = view(directory, last);
        view.setTimes(entry.modified(), null, null);
        view.setPermissions(Modes.permissions(entry.mode()));
    }

    private static PosixFileAttributeView view(SecureDirectoryStream<Path> directory, Path last) {
        return directory.getFileAttributeView(
                last, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    private Path fresh() {
        return Path.of(".bailiwick-" + HexFormat.of().toHexDigits(random.nextLong()));
    }

    private void place(Path fresh, SecureDirectoryStream<Path> directory, Path last)
            throws IOException {
        boolean done = false;
        try {
            try {
                directory
                        .getFileAttributeView(
                                last, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .readAttributes();
                throw new FileAlreadyExistsException(last.toString());
            } catch (NoSuchFileException e) {
                top.move(fresh, directory, last);
                done = true;
            }
        } finally {
            if (!done) {
                Trees.delete(top, fresh);
            }
        }
    }
}
