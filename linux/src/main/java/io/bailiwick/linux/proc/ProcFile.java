package io.bailiwick.linux.proc;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads kernel pseudo-files, whose size is not known before they are read, up to a limit. */
public final class ProcFile {
    /** Enough for any single process's status, limits, stat or cgroup file. */
    public static final int SMALL = 64 * 1024;

    /** Enough for the mount table of a host with tens of thousands of mounts. */
    public static final int LARGE = 16 * 1024 * 1024;

    private static final int FIRST_BUFFER = 4096;

    private ProcFile() {}

    /**
     * Reads a whole file.
     *
     * @param limit most bytes to accept
     * @throws IOException if it cannot be read or is longer than the limit
     */
    public static byte[] readBytes(Path file, int limit) throws IOException {
        try (FileInputStream in = new FileInputStream(file.toString())) {
            byte[] buffer = new byte[Math.min(FIRST_BUFFER, limit + 1)];
            int length = 0;
            while (true) {
                int n = in.read(buffer, length, buffer.length - length);
                if (n < 0) {
                    return Arrays.copyOf(buffer, length);
                }
                length += n;
                if (length > limit) {
                    throw new IOException(file + ": longer than " + limit + " bytes");
                }
                if (length == buffer.length) {
                    buffer = Arrays.copyOf(buffer, Math.min(length * 2, limit + 1));
                }
            }
        }
    }

    /** Reads a whole file as text; bytes that are not UTF-8 become the replacement character. */
    public static String read(Path file, int limit) throws IOException {
        return new String(readBytes(file, limit), StandardCharsets.UTF_8);
    }

    /** Reads a file that holds one line, without its line end. */
    public static String readLine(Path file) throws IOException {
        return read(file, SMALL).strip();
    }
}
