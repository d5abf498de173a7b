package io.bailiwick.linux.directory;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A directory of the caller's own that is closed to everybody else (mode 0700). Thread-safe. */
public final class PrivateDirectory {

    private static final Set<PosixFilePermission> PRIVATE =
            PosixFilePermissions.fromString("rwx------");

    private PrivateDirectory() {}

    /**
     * Makes one, with the directories above it, or checks that it is one; one that is open to
     * others is closed.
     *
     * @throws IOException when it belongs to somebody else, is a link or no directory, or cannot be
     *     made
     */
    public static void ensure(Path directory) throws IOException {
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try {
            create(directory);
        } catch (FileAlreadyExistsException e) {
            PosixFileAttributes attributes =
                    Files.readAttributes(
                            directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isDirectory()) {
                throw new IOException(directory + " is not a directory", e);
            }
            if (!attributes.owner().equals(Files.getOwner(Path.of("/proc/self")))) {
                throw new IOException(directory + " belongs to " + attributes.owner().getName(), e);
            }
            if (!attributes.permissions().equals(PRIVATE)) {
                Files.setPosixFilePermissions(directory, PRIVATE);
            }
        }
    }

    /**
     * Makes one where nothing is.
     *
     * @throws FileAlreadyExistsException when there is something of that name
     */
    public static Path create(Path directory) throws IOException {
        return Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(PRIVATE));
    }
}
