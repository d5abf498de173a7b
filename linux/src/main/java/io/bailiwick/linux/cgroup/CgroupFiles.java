package io.bailiwick.linux.cgroup;

import io.bailiwick.linux.proc.ProcFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads and writes the kernel's interface files. */
final class CgroupFiles {
    private CgroupFiles() {}

    /** Writes a value in one call, as the kernel demands; never creates a file. */
    static void write(Path file, String value) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(value.getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new IOException("cannot write " + value + " to " + file + ": " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /** Writes a value if the kernel has the file. */
    static void writeIfPresent(Path file, String value) throws IOException {
        if (Files.exists(file)) {
            write(file, value);
        }
    }

    static String read(Path file) throws IOException {
        return ProcFile.readLine(file);
    }

    /** A file's single number; empty if the file does not exist or says {@code max}. */
    static OptionalLong number(Path file) throws IOException {
        return single(file, readIfPresent(file, () -> read(file)));
    }

    /** As {@link #number(Path)}. */
    static OptionalLong number(CounterFile file) throws IOException {
        return single(file.path(), readIfPresent(file.path(), file::read));
    }

    private static OptionalLong single(Path file, @Nullable String text) throws IOException {
        return text == null ? OptionalLong.empty() : parse(file, text);
    }

    /** The number after a key in a flat-keyed file; empty if the file or the key does not exist. */
    static OptionalLong number(Path file, String key) throws IOException {
        return keyed(file, readIfPresent(file, () -> read(file)), key);
    }

    /** As {@link #number(Path, String)}. */
    static OptionalLong number(CounterFile file, String key) throws IOException {
        return keyed(file.path(), readIfPresent(file.path(), file::read), key);
    }

    private static OptionalLong keyed(Path file, @Nullable String text, String key)
            throws IOException {
        int at = 0;
        while (text != null && at < text.length()) {
            int newline = text.indexOf('\n', at);
            int end = newline < 0 ? text.length() : newline;
            int value = at + key.length() + 1;
            if (value < end && text.startsWith(key, at) && text.charAt(value - 1) == ' ') {
                return parse(file, text.substring(value, end));
            }
            at = end + 1;
        }
        return OptionalLong.empty();
    }

    @FunctionalInterface
    private interface Source {
        String read() throws IOException;
    }

    private static @Nullable String readIfPresent(Path file, Source source) throws IOException {
        try {
            return source.read();
        } catch (FileNotFoundException e) {
            if (Files.exists(file)) {
                throw e;
            }
            return null;
        }
    }

    private static OptionalLong parse(Path file, String value) throws IOException {
        if (value.equals("max")) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(value));
        } catch (NumberFormatException e) {
            throw new IOException(file + ": not a number: " + value, e);
        }
    }

    /** Members of a group; 0 stands for processes outside the reader's pid namespace. */
    static List<Long> pids(Path directory) throws IOException {
        List<Long> pids = new ArrayList<>();
        Path file = directory.resolve("cgroup.procs");
        for (String line : ProcFile.read(file, ProcFile.LARGE).lines().toList()) {
            try {
                pids.add(Long.parseLong(line));
            } catch (NumberFormatException e) {
                throw new IOException(file + ": not a pid: " + line, e);
            }
        }
        return pids;
    }
}
