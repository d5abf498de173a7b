package io.bailiwick.linux.proc;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of {@code /proc/PID/cgroup}: the group of a process in one hierarchy.
 *
 * @param hierarchy 0 for version 2
 * @param controllers of version 1, e.g. {@code cpu}, {@code name=systemd}; empty for version 2
 * @param path of the group, as the reader's cgroup namespace shows it
 */
public record ProcCgroup(int hierarchy, List<String> controllers, String path) {
    public ProcCgroup {
        controllers = List.copyOf(controllers);
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a cgroup path is absolute: " + path);
        }
    }

    /** Reads the groups of a process. */
    public static List<ProcCgroup> read(Path file) throws IOException {
        return parse(ProcFile.read(file, ProcFile.SMALL));
    }

    /** Parses all lines. */
    public static List<ProcCgroup> parse(String text) throws IOException {
        List<ProcCgroup> groups = new ArrayList<>();
        for (String line : text.lines().toList()) {
            int first = line.indexOf(':');
            int second = line.indexOf(':', first + 1);
            if (first < 0 || second < 0) {
                throw new IOException("malformed cgroup line: " + line);
            }
            String names = line.substring(first + 1, second);
            try {
                groups.add(
                        new ProcCgroup(
                                Integer.parseInt(line.substring(0, first)),
                                names.isEmpty() ? List.of() : List.of(names.split(",")),
                                line.substring(second + 1)));
            } catch (IllegalArgumentException e) {
                throw new IOException("malformed cgroup line: " + line, e);
            }
        }
        return groups;
    }
}
