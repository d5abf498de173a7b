package io.bailiwick.linux.proc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code /proc/PID/mountinfo}. */
public final class MountInfo {
    private MountInfo() {}

    /** How mount events travel, the optional fields of a line. */
    public enum Propagation {
        SHARED,
        SLAVE,
        SHARED_AND_SLAVE,
        PRIVATE,
        UNBINDABLE
    }

    /**
     * One mount.
     *
     * @param device {@code major:minor}
     * @param root the directory of the file system that is mounted
     * @param mountPoint relative to the reader's root, with escapes undone
     * @param options of this mount, e.g. {@code ro}, {@code nosuid}
     * @param superOptions of the file system
     */
    public record Mount(
            int id,
            int parent,
            String device,
            String root,
            String mountPoint,
            List<String> options,
            Propagation propagation,
            String type,
            String source,
            List<String> superOptions) {
        public Mount {
            options = List.copyOf(options);
            superOptions = List.copyOf(superOptions);
        }

        /** Whether nothing can be written through this mount. */
        public boolean readOnly() {
            return options.contains("ro") || superOptions.contains("ro");
        }
    }

    /** Reads a mount table of at most 16 MiB. */
    public static List<Mount> read(Path file) throws IOException {
        return parse(ProcFile.read(file, ProcFile.LARGE));
    }

    /** Parses the table in its order; a later mount on the same point covers an earlier one. */
    public static List<Mount> parse(String text) throws IOException {
        List<Mount> mounts = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (!line.isBlank()) {
                mounts.add(mount(line));
            }
        }
        return mounts;
    }

    /** The topmost mount at exactly this point. */
    public static Optional<Mount> at(List<Mount> mounts, String mountPoint) {
        for (int i = mounts.size() - 1; i >= 0; i--) {
            if (mounts.get(i).mountPoint().equals(mountPoint)) {
                return Optional.of(mounts.get(i));
            }
        }
        return Optional.empty();
    }

    private static Mount mount(String line) throws IOException {
        String[] cells = line.split(" ", -1);
        int separator = 6;
        while (separator < cells.length && !cells[separator].equals("-")) {
            separator++;
        }
        if (cells.length < separator + 4) {
            throw new IOException("malformed mountinfo line: " + line);
        }
        try {
            return new Mount(
                    Integer.parseInt(cells[0]),
                    Integer.parseInt(cells[1]),
                    cells[2],
                    unescape(cells[3]),
                    unescape(cells[4]),
                    List.of(cells[5].split(",", -1)),
                    propagation(cells, separator),
                    cells[separator + 1],
                    unescape(cells[separator + 2]),
                    List.of(cells[separator + 3].split(",", -1)));
        } catch (NumberFormatException e) {
            throw new IOException("malformed mountinfo line: " + line, e);
        }
    }

    private static Propagation propagation(String[] cells, int separator) {
        boolean shared = false;
        boolean slave = false;
        for (int i = 6; i < separator; i++) {
            shared |= cells[i].startsWith("shared:");
            slave |= cells[i].startsWith("master:");
            if (cells[i].equals("unbindable")) {
                return Propagation.UNBINDABLE;
            }
        }
        if (shared) {
            return slave ? Propagation.SHARED_AND_SLAVE : Propagation.SHARED;
        }
        return slave ? Propagation.SLAVE : Propagation.PRIVATE;
    }

    /** Undoes {@code \ooo}, by which the kernel writes space, tab, newline and backslash. */
    static String unescape(String cell) {
        if (cell.indexOf('\\') < 0) {
            return cell;
        }
        byte[] bytes = cell.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\\' && isOctal(bytes, i + 1)) {
                out.write(
                        ((bytes[i + 1] - '0') << 6)
                                | ((bytes[i + 2] - '0') << 3)
                                | (bytes[i + 3] - '0'));
                i += 3;
            } else {
                out.write(bytes[i]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static boolean isOctal(byte[] bytes, int from) {
        if (from + 3 > bytes.length) {
            return false;
        }
        for (int i = from; i < from + 3; i++) {
            if (bytes[i] < '0' || bytes[i] > '7') {
                return false;
            }
        }
        return true;
    }
}
