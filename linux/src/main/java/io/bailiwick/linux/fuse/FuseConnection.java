package io.bailiwick.linux.fuse;

import io.bailiwick.linux.ffi.Errno;
import io.bailiwick.linux.ffi.MountCalls;
import io.bailiwick.linux.ffi.ThreadMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A file system that is mounted and served.
 *
 * <p>Thread-safe. {@link #close} unmounts and waits until the last worker is done; a second call
 * does nothing.
 */
public final class FuseConnection implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Path CONNECTIONS = Path.of("/sys/fs/fuse/connections");

    private final Path mountPoint;
    private final FuseDevice device;
    private final Session session;
    private final Transport transport;
    private final FileSystem files;
    private final AtomicBoolean closed = new AtomicBoolean();

    private FuseConnection(
            Path mountPoint,
            FuseDevice device,
            Session session,
            Transport transport,
            FileSystem files) {
        this.mountPoint = mountPoint;
        this.device = device;
        this.session = session;
        this.transport = transport;
        this.files = files;
    }

    /**
     * Mounts {@code files} on a directory, in the mount namespace of this process, and serves it
     * until {@link #close}, which also closes {@code files}.
     *
     * @param mountPoint an absolute path that only the caller can change
     * @throws IOException when {@code /dev/fuse} cannot be opened or mount(2) refuses; then {@code
     *     files} stays open
     */
    public static FuseConnection mount(Path mountPoint, FileSystem files, MountOptions options)
            throws IOException {
        Identity self = Identity.self();
        FuseDevice device = FuseDevice.open();
        try {
            int result =
                    mount(mountPoint, options.data(device.descriptor(), self.uid(), self.gid()));
            if (result < 0) {
                throw new IOException(mountPoint + " cannot be mounted: errno " + -result);
            }
            Session session = new Session(device, files, options.passthrough());
            Transport transport = new DeviceTransport(device, session, files);
            var connection = new FuseConnection(mountPoint, device, session, transport, files);
            try {
                transport.start();
            } catch (IOException failed) {
                connection.unmount(MountCalls.MNT_FORCE | MountCalls.MNT_DETACH);
                throw failed;
            }
            return connection;
        } catch (IOException failed) {
            device.close();
            throw failed;
        }
    }

    private static int mount(Path mountPoint, String data) {
        try (var arena = java.lang.foreign.Arena.ofConfined()) {
            return MountCalls.mount(
                    arena.allocateFrom("bailiwick").address(),
                    arena.allocateFrom(mountPoint.toString()).address(),
                    arena.allocateFrom("fuse.bailiwick").address(),
                    MountCalls.MS_NOSUID | MountCalls.MS_NODEV,
                    arena.allocateFrom(data).address());
        }
    }

    /** What was agreed with the kernel; meaningful once a first request has been answered. */
    public Session session() {
        return session;
    }

    /** Waits until the connection ends by itself, by an unmount or an abort; whether it has. */
    public boolean awaitEnd(Duration patience) throws InterruptedException {
        return transport.await(patience);
    }

    /**
     * Ends the connection at once: everybody who waits gets ENOTCONN. Works also when another mount
     * namespace holds a copy of the mount, as far as the control file system is mounted.
     *
     * @return whether there was a connection to abort
     */
    public boolean abort() {
        try {
            Files.writeString(abortFile(), "1");
            return true;
        } catch (IOException | IllegalStateException failed) {
            // Without a control file system, a forced unmount aborts just as well.
            return unmount(MountCalls.MNT_FORCE | MountCalls.MNT_DETACH) == 0;
        }
    }

    /** The device's minor number names the connection; asking the mount itself could hang. */
    private Path abortFile() throws IOException {
        for (String line :
                Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1)) {
            String[] fields = line.split(" ");
            if (fields.length > 4
                    && fields[4].equals(escaped(mountPoint))
                    && line.contains(" - fuse.bailiwick ")) {
                String minor = fields[2].substring(fields[2].indexOf(':') + 1);
                return CONNECTIONS.resolve(minor).resolve("abort");
            }
        }
        throw new IOException(mountPoint + " is not mounted");
    }

    /** As mountinfo writes a path: octal for what would end a field. */
    private static String escaped(Path path) {
        String bytes =
                new String(
                        path.toString().getBytes(StandardCharsets.UTF_8),
                        StandardCharsets.ISO_8859_1);
        return bytes.replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("\n", "\\012");
    }

    private int unmount(int flags) {
        String latin1 =
                new String(
                        mountPoint.toString().getBytes(StandardCharsets.UTF_8),
                        StandardCharsets.ISO_8859_1);
        return MountCalls.umount2(
                ThreadMemory.current().first(latin1), flags | MountCalls.UMOUNT_NOFOLLOW);
    }

    /**
     * Unmounts. Dirty pages are written first if nobody uses the mount; else it is forced, and who
     * still uses it gets ENOTCONN.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Path abort = Path.of("");
        try {
            abort = abortFile();
        } catch (IOException gone) {
            // Somebody else has unmounted it; the workers end by themselves.
        }
        if (unmount(0) == -Errno.EBUSY) {
            unmount(MountCalls.MNT_FORCE | MountCalls.MNT_DETACH);
        }
        if (!ended(Duration.ofSeconds(1)) && !abort.toString().isEmpty()) {
            try {
                Files.writeString(abort, "1");
            } catch (IOException impossible) {
                // Then only the end of the process ends it.
            }
        }
        if (ended(PATIENCE)) {
            transport.close();
            device.close();
            files.close();
        }
    }

    private boolean ended(Duration patience) {
        try {
            return transport.await(patience);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
