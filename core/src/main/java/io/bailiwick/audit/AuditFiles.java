package io.bailiwick.audit;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Files and directories that belong to their owner alone. */
final class AuditFiles {

    private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY_MODE =
            PosixFilePermissions.asFileAttribute(
                    EnumSet.of(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.OWNER_EXECUTE));
    private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE =
            PosixFilePermissions.asFileAttribute(
                    EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    private static final int GROUP_AND_OTHERS = 077;
    private static final int CHUNK = 65_536;

    private AuditFiles() {}

    /** Something that is done again from its beginning when an interrupt cuts it short. */
    @FunctionalInterface
    interface Action<T> {
        T run() throws IOException;
    }

    /**
     * Runs an action to its end although the thread may be interrupted; the interrupt status is
     * kept. A channel closes itself under an interrupted thread, and what is being cancelled is the
     * command, not its trace. Callers pass classes and not lambdas, which take longer to link at
     * the start of a process than all else that is done here.
     */
    static <T> T uninterrupted(Action<T> action) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                try {
                    return action.run();
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Makes a directory of mode 0700 with its parents, or checks that an existing one is ours and
     * closed to everybody else.
     */
    static void ensurePrivateDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Path parent = directory.getParent();
            if (parent != null) {
                Files.createDirectories(parent, DIRECTORY_MODE);
            }
            try {
                Files.createDirectory(directory, DIRECTORY_MODE);
            } catch (FileAlreadyExistsException e) {
                // Another writer was faster, or it is no directory: the checks below decide.
            }
        }
        if (!Files.isDirectory(directory)) {
            throw new IOException("not a directory: " + directory);
        }
        Object owner = Files.getAttribute(directory, "unix:uid");
        Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (!owner.equals(self)) {
            throw new IOException(
                    "audit directory belongs to user " + owner + ", not to us: " + directory);
        }
        if (Files.getAttribute(directory, "unix:mode") instanceof Integer mode
                && (mode & GROUP_AND_OTHERS) != 0) {
            throw new IOException(
                    "audit directory is open to other users; run: chmod 700 " + directory);
        }
    }

    /** Opens or makes a file of mode 0600; a symbolic link is refused. */
    static FileChannel openForWriting(Path path) throws IOException {
        return FileChannel.open(
                path,
                Set.of(
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE,
                        LinkOption.NOFOLLOW_LINKS),
                FILE_MODE);
    }

    /**
     * Makes a file at least so long by writing zeros, not by leaving a hole: a store through a
     * mapping into a hole on a full disk is a SIGBUS, a write is an {@link IOException}.
     */
    static void fill(FileChannel channel, long size) throws IOException {
        long position = channel.size();
        if (position >= size) {
            return;
        }
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(CHUNK, size - position));
        while (position < size) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), size - position));
            position += channel.write(zeros, position);
        }
    }

    /**
     * Maps the beginning of a file, shared and writable, until the buffer is garbage.
     *
     * <p>By way of a memory segment although a buffer comes out: {@link FileChannel#map(
     * FileChannel.MapMode, long, long)} makes its buffers by reflection, and the accessors of
     * memory segments are method handles; linking either takes longer at the start of a process
     * than all else that is done here.
     */
    static ByteBuffer map(FileChannel channel, long size) throws IOException {
        return channel.map(FileChannel.MapMode.READ_WRITE, 0, size, Arena.ofAuto()).asByteBuffer();
    }
}
