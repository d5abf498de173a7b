package io.bailiwick.linux.proc;

import java.io.IOException;
import java.nio.file.Path;

/**
 * {@code /proc/PID/io}.
 *
 * @param charactersRead bytes passed to read calls, cached or not
 * @param charactersWritten bytes passed to write calls
 * @param bytesRead bytes fetched from storage
 * @param bytesWritten bytes sent to storage, before truncations are deducted
 */
public record ProcIo(
        long charactersRead, long charactersWritten, long bytesRead, long bytesWritten) {
    /** Reads the counters; the kernel allows it only to those who may trace the process. */
    public static ProcIo read(Path file) throws IOException {
        return parse(ProcFile.read(file, ProcFile.SMALL));
    }

    /** Parses the text; a missing counter is an error. */
    public static ProcIo parse(String text) throws IOException {
        return new ProcIo(
                field(text, "rchar: "),
                field(text, "wchar: "),
                field(text, "read_bytes: "),
                field(text, "write_bytes: "));
    }

    private static long field(String text, String key) throws IOException {
        int at = text.startsWith(key) ? 0 : text.indexOf("\n" + key) + 1;
        if (at == 0 && !text.startsWith(key)) {
            throw new IOException("io of a process lacks " + key.strip());
        }
        int end = text.indexOf('\n', at);
        String value = text.substring(at + key.length(), end < 0 ? text.length() : end).strip();
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IOException("malformed io of a process: " + value, e);
        }
    }
}
