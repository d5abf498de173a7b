package io.bailiwick.acceptance.crash;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The processes of this machine at one moment, read from /proc without the help of ours. */
final class HostProcesses {

    private static final Path PROC = Path.of("/proc");
    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int START = 19;

    /**
     * A process for ever: numbers come back, together with the time of the start they do not.
     *
     * @param start in clock ticks since boot
     */
    record Identity(int pid, long start) {}

    private final Map<Identity, Integer> parents = new HashMap<>();

    private HostProcesses() {}

    /** Looks at all. The dead that nobody has waited for are not processes. */
    static HostProcesses now() throws IOException {
        HostProcesses all = new HostProcesses();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                String stat = read(entry.resolve("stat"));
                // The name in parentheses may hold anything, parentheses too.
                String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
                if (fields.length > START && !"ZX".contains(fields[STATE])) {
                    int pid = Integer.parseInt(entry.getFileName().toString());
                    all.parents.put(
                            new Identity(pid, Long.parseLong(fields[START])),
                            Integer.valueOf(fields[PARENT]));
                }
            }
        }
        return all;
    }

    Set<Identity> all() {
        return Set.copyOf(parents.keySet());
    }

    /** The children of a process. */
    Set<Identity> children(int parent) {
        Set<Identity> found = new HashSet<>();
        parents.forEach((process, itsParent) -> {
            if (itsParent == parent) {
                found.add(process);
            }
        });
        return found;
    }

    /** The children of a process, their children, and so on. */
    Set<Identity> descendants(int ancestor) {
        Set<Identity> found = new HashSet<>();
        List<Integer> next = new ArrayList<>(List.of(ancestor));
        while (!next.isEmpty()) {
            for (Identity child : children(next.removeLast())) {
                if (found.add(child)) {
                    next.add(child.pid());
                }
            }
        }
        return found;
    }

    /** The parent of a process; 0 when there is no such process. */
    int parent(int pid) {
        for (Map.Entry<Identity, Integer> entry : parents.entrySet()) {
            if (entry.getKey().pid() == pid) {
                return entry.getValue();
            }
        }
        return 0;
    }

    /** Those whose arguments hold a text. */
    static List<String> withArgument(String text) throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                String arguments = read(entry.resolve("cmdline")).replace('\0', ' ');
                if (arguments.contains(text)) {
                    found.add(entry.getFileName() + ": " + arguments);
                }
            }
        }
        return found;
    }

    /** The content of a file of /proc, empty when its process is gone. */
    static String read(Path file) {
        try {
            return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
