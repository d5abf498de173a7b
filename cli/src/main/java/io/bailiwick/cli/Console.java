package io.bailiwick.cli;

import io.bailiwick.OutputSink;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Standard output and standard error, written without a buffer and as UTF-8 whatever the locale
 * says. Thread-safe; a text that is written in one call stays in one piece as far as the kernel
 * keeps it so.
 */
final class Console {

    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";
    private static final long RETRY_NANOS = 1_000_000;

    private final WritableByteChannel out;
    private final WritableByteChannel err;
    private final boolean colour;

    /** Standard output was closed by whoever read it, or cannot be written. */
    static final class ClosedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        ClosedException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private Console(WritableByteChannel out, WritableByteChannel err, boolean colour) {
        this.out = out;
        this.err = err;
        this.colour = colour;
    }

    /** The process's own. */
    @SuppressWarnings("resource") // descriptors 1 and 2 stay open until the process ends
    static Console ofProcess(Map<String, String> environment) {
        return new Console(
                new FileOutputStream(FileDescriptor.out).getChannel(),
                new FileOutputStream(FileDescriptor.err).getChannel(),
                environment.getOrDefault("NO_COLOR", "").isEmpty()
                        && !"dumb".equals(environment.get("TERM"))
                        && leadsToTerminal("2"));
    }

    /** Any two streams. */
    static Console of(OutputStream out, OutputStream err, boolean colour) {
        return new Console(Channels.newChannel(out), Channels.newChannel(err), colour);
    }

    private static boolean leadsToTerminal(String descriptor) {
        String target = target(descriptor);
        return target.startsWith("/dev/pts/")
                || target.startsWith("/dev/tty")
                || target.equals("/dev/console");
    }

    /** Whether standard output is a pipe or socket, whose reader may go away. */
    static boolean outputHasReader() {
        String target = target("1");
        return target.startsWith("pipe:") || target.startsWith("socket:");
    }

    private static String target(String descriptor) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd", descriptor)).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * Writes to standard output.
     *
     * @throws ClosedException when nobody takes it
     */
    void out(String text) {
        try {
            write(out, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new ClosedException(e);
        }
    }

    /** Writes to standard error; nobody is left to be told when that fails. */
    void err(String text) {
        try {
            write(err, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            return;
        }
    }

    /** A line in green or red on a terminal, as it is elsewhere. */
    String coloured(String line, boolean good) {
        return colour ? (good ? GREEN : RED) + line + PLAIN : line;
    }

    /** Where an agent's standard output goes. */
    OutputSink agentOut() {
        return bytes -> write(out, bytes);
    }

    /** Where an agent's standard error goes. */
    OutputSink agentErr() {
        return bytes -> write(err, bytes);
    }

    /** A descriptor that somebody made non-blocking takes nothing now and then. */
    private static void write(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }
}
