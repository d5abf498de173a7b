package io.bailiwick.acceptance.crash;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The namespaces of some processes, held open: the kernel gives the number of one that went to the
 * next one that comes, whoever makes it. Holding keeps the number and no process.
 */
final class Namespaces implements Closeable {

    private static final List<String> KINDS =
            List.of("mnt", "pid", "net", "user", "ipc", "uts", "cgroup");

    private final Map<String, InputStream> held = new HashMap<>();

    private Namespaces() {}

    /**
     * Holds those of living processes, as far as the caller may know them, but for those of others.
     *
     * @param processes whose namespaces are held; stopped, or ended while we look
     * @param others whose namespaces are left alone
     */
    static Namespaces of(
            Set<HostProcesses.Identity> processes, Set<HostProcesses.Identity> others) {
        Set<String> foreign = names(others);
        Namespaces namespaces = new Namespaces();
        for (HostProcesses.Identity process : processes) {
            for (String kind : KINDS) {
                namespaces.hold(file(process, kind), foreign);
            }
        }
        return namespaces;
    }

    private void hold(Path file, Set<String> foreign) {
        try {
            InputStream stream = Files.newInputStream(file);
            String name = Files.readSymbolicLink(file).toString();
            if (foreign.contains(name) || held.putIfAbsent(name, stream) != null) {
                stream.close();
            }
        } catch (IOException e) {
            // Gone, or not for this user's eyes.
        }
    }

    private static Path file(HostProcesses.Identity process, String kind) {
        return Path.of("/proc/" + process.pid(), "ns", kind);
    }

    private static Set<String> names(Set<HostProcesses.Identity> processes) {
        Set<String> found = new HashSet<>();
        for (HostProcesses.Identity process : processes) {
            for (String kind : KINDS) {
                try {
                    found.add(Files.readSymbolicLink(file(process, kind)).toString());
                } catch (IOException e) {
                    // Gone, or not for this user's eyes.
                }
            }
        }
        return found;
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    /** Those of ours that some of the processes are in. */
    Set<String> in(Set<HostProcesses.Identity> processes) {
        Set<String> found = names(processes);
        found.retainAll(held.keySet());
        return found;
    }

    @Override
    public void close() throws IOException {
        for (InputStream stream : held.values()) {
            stream.close();
        }
    }
}
