package io.bailiwick.runtime.state;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Deletes a tree that an agent has written.
 *
 * <p>By descriptor and without following links: whatever is swapped meanwhile, nothing outside the
 * tree is touched. Directories without permissions are opened up first; an agent makes such to
 * stay. A tree that is deeper than {@link #DEPTH} is taken apart by moving what lies below up to
 * the top: neither the stack nor the descriptors depend on how deep an agent dug.
 *
 * <p>Directories without permissions are opened up first; an agent makes such to stay. Java changes
 * a mode by path only where the file cannot be opened: the tree's processes must be gone, and the
 * tree must lie in a directory that is private to the caller, as all that are deleted here do.
 */
public final class TreeRemoval {

    /** So many names of 255 bytes fit into PATH_MAX together with the path above. */
    private static final int DEPTH = 12;

    private static final String MOVED = "moved-up-";
    private static final Set<PosixFilePermission> OWNERS =
            PosixFilePermissions.fromString("rwx------");

    private final SecureDirectoryStream<Path> top;
    private int moved;

    private TreeRemoval(SecureDirectoryStream<Path> top) {
        this.top = top;
    }

    /**
     * Deletes {@code directory} and everything beneath; does nothing when it does not exist.
     *
     * @throws IOException when something cannot be deleted
     */
    public static void delete(Path directory) throws IOException {
        Path parent = directory.toAbsolutePath().getParent();
        Path name = directory.getFileName();
        if (parent == null || name == null) {
            throw new IOException("not a directory that can be deleted: " + directory);
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(parent)) {
            if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
                throw new IOException("this file system cannot be walked by descriptor: " + parent);
            }
            delete(secure, parent.resolve(name));
        } catch (NoSuchFileException e) {
            // Nothing there is what was wanted.
        }
    }

    private static void delete(SecureDirectoryStream<Path> parent, Path path) throws IOException {
        Path name = path.getFileName();
        if (!exists(parent, name)) {
            return;
        }
        if (!isDirectory(parent, name)) {
            parent.deleteFile(name);
            return;
        }
        // What a pass moves up arrives behind its position: it is the next pass's.
        for (boolean left = true; left; ) {
            try (SecureDirectoryStream<Path> content = open(parent, path)) {
                left = new TreeRemoval(content).empty(content, path, 1);
            }
        }
        parent.deleteDirectory(name);
    }

    /** Deletes the content; true when there was any. */
    private boolean empty(SecureDirectoryStream<Path> directory, Path path, int depth)
            throws IOException {
        boolean any = false;
        for (Path entry : directory) {
            any = true;
            Path name = entry.getFileName();
            if (!isDirectory(directory, name)) {
                directory.deleteFile(name);
            } else if (depth == DEPTH) {
                openUp(directory, path.resolve(name));
                moveUp(directory, name);
            } else {
                Path below = path.resolve(name);
                try (SecureDirectoryStream<Path> content = open(directory, below)) {
                    empty(content, below, depth + 1);
                }
                directory.deleteDirectory(name);
            }
        }
        return any;
    }

    private void moveUp(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        while (true) {
            Path target = Path.of(MOVED + moved++);
            if (!exists(top, target)) {
                directory.move(name, top, target);
                return;
            }
        }
    }

    private static boolean exists(SecureDirectoryStream<Path> directory, Path name)
            throws IOException {
        try {
            attributes(directory, name);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static boolean isDirectory(SecureDirectoryStream<Path> directory, Path name)
            throws IOException {
        return attributes(directory, name).isDirectory();
    }

    private static java.nio.file.attribute.BasicFileAttributes attributes(
            SecureDirectoryStream<Path> directory, Path name) throws IOException {
        return directory
                .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    private static SecureDirectoryStream<Path> open(SecureDirectoryStream<Path> parent, Path path)
            throws IOException {
        openUp(parent, path);
        return parent.newDirectoryStream(path.getFileName(), LinkOption.NOFOLLOW_LINKS);
    }

    /** Emptying a directory takes all its owner's rights, and so does moving it. */
    private static void openUp(SecureDirectoryStream<Path> parent, Path path) throws IOException {
        Set<PosixFilePermission> permissions =
                parent.getFileAttributeView(
                                path.getFileName(),
                                PosixFileAttributeView.class,
                                LinkOption.NOFOLLOW_LINKS)
                        .readAttributes()
                        .permissions();
        if (!permissions.containsAll(OWNERS)) {
            Files.setPosixFilePermissions(path, OWNERS);
        }
    }
}
