package io.bailiwick.runtime.guardian;

import io.bailiwick.linux.nativebin.NativeBinary;
import io.bailiwick.runtime.wire.FrameReader;
import io.bailiwick.runtime.wire.FrameType;
import io.bailiwick.runtime.wire.FrameWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The native helper process that is the parent of all sandboxes of this supervisor.
 *
 * <p>Its standard input is the lifeline: it ends when this process does, however that comes about,
 * and the guardian then destroys everything. A launch request's own connection becomes init's
 * channel, so that no descriptor has to be passed to Java.
 */
public final class Guardian implements AutoCloseable {

    private static final Duration END_PATIENCE = Duration.ofSeconds(2);

    private final Process process;
    private final Path socket;
    private volatile boolean gone;

    private Guardian(Process process, Path socket) {
        this.process = process;
        this.socket = socket;
    }

    /**
     * Starts the guardian.
     *
     * @param directory a private directory of this supervisor (mode 0700), short enough for a
     *     socket's path of 107 bytes
     * @param groupHomes this supervisor's directories of control groups, which the guardian removes
     *     when the supervisor is gone
     * @throws IOException when the binary cannot be run here
     */
    public static Guardian start(Path directory, Collection<Path> groupHomes) throws IOException {
        Path binary = directory.resolve("native");
        Path socket = directory.resolve("guardian");
        Files.deleteIfExists(binary);
        // A guardian that was killed leaves its socket behind.
        Files.deleteIfExists(socket);
        NativeBinary.extract(binary);
        List<String> command =
                new ArrayList<>(List.of(binary.toString(), "guardian", socket.toString()));
        for (Path home : groupHomes) {
            command.add(home.toString());
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        Process process = builder.start();
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        Files.deleteIfExists(binary);
        if (!("ready " + FrameType.VERSION).equals(line)) {
            process.destroyForcibly();
            throw new IOException("guardian did not start: " + (line == null ? "no answer" : line));
        }
        return new Guardian(process, socket);
    }

    /**
     * Whether the process lives, as far as is known: the JVM learns of its end some time later, and
     * a refused connection may have told before. Once false for ever false.
     */
    public boolean alive() {
        return !gone && process.isAlive();
    }

    /**
     * Whether the process has ended, for a caller whose connection broke: one that is being killed
     * may still have taken it. Waits a moment for the JVM to hear of it.
     */
    public boolean ended() {
        try {
            if (process.waitFor(END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                gone = true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return gone;
    }

    /** The process's id. */
    public long pid() {
        return process.pid();
    }

    /**
     * Carries a launch program out.
     *
     * @param program a finished {@link FrameType#REQUEST_LAUNCH} frame
     * @throws LaunchFailedException when a step fails; nothing is left of the sandbox
     * @throws IOException when the guardian does not answer; if it has {@link #ended}, nothing is
     *     left of the sandbox either
     */
    public Launched launch(ByteBuffer program) throws IOException {
        SocketChannel channel = connect();
        boolean done = false;
        try {
            write(channel, program);
            FrameReader reader = new FrameReader();
            if (!reader.next(channel)) {
                throw new IOException("guardian closed the connection");
            }
            if (reader.type() == FrameType.REPLY_FAILED) {
                throw new LaunchFailedException(
                        reader.payload().getInt(),
                        reader.string(),
                        reader.string(),
                        reader.string());
            }
            ByteBuffer payload = reader.payload();
            if (reader.type() != FrameType.REPLY_LAUNCHED || payload.remaining() < 16) {
                throw new IOException("unexpected answer of the guardian");
            }
            Launched launched =
                    new Launched(
                            payload.getLong(),
                            Integer.toUnsignedLong(payload.getInt()),
                            Integer.toUnsignedLong(payload.getInt()),
                            channel);
            done = true;
            return launched;
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    /**
     * Kills a sandbox and waits until nothing of it is left; does nothing when it is gone, or when
     * this guardian is: its sandboxes went with it, and its successor at the same socket counts its
     * own from one.
     */
    public void kill(long key) throws IOException {
        if (!alive()) {
            return;
        }
        try (SocketChannel channel = connect()) {
            write(channel, FrameWriter.frame(FrameType.REQUEST_KILL, 0).u64(key).finish());
            new FrameReader().next(channel);
        }
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        boolean done = false;
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            done = true;
            return channel;
        } catch (ConnectException e) {
            gone = true;
            throw e;
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    private static void write(SocketChannel channel, ByteBuffer frame) throws IOException {
        while (frame.hasRemaining()) {
            channel.write(frame);
        }
    }

    /** Ends the guardian and with it every sandbox that still lives. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroy();
        }
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
