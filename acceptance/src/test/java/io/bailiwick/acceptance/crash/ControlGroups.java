package io.bailiwick.acceptance.crash;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A supervisor's control groups in every hierarchy. */
public final class ControlGroups {

    private static final int HIERARCHY_AND_DELEGATION = 8;

    private ControlGroups() {}

    /** The supervisor's own directories. */
    static List<Path> of(String supervisor) throws IOException {
        try (Stream<Path> groups =
                Files.find(
                        Path.of("/sys/fs/cgroup"),
                        HIERARCHY_AND_DELEGATION,
                        (path, attributes) ->
                                attributes.isDirectory()
                                        && path.endsWith("bailiwick/" + supervisor))) {
            return groups.toList();
        } catch (java.io.UncheckedIOException e) {
            // A group of somebody else went while we were looking.
            return of(supervisor);
        }
    }

    /** The groups of a supervisor's sandboxes. */
    public static List<Path> ofSandboxes(String supervisor) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path home : of(supervisor)) {
            try (DirectoryStream<Path> entries =
                    Files.newDirectoryStream(home, path -> Files.isDirectory(path))) {
                entries.forEach(found::add);
            }
        }
        return found;
    }

    /**
     * Those of some groups that are still there.
     *
     * @param busyOnly whether empty ones do not count
     */
    static List<Path> left(Set<Path> groups, boolean busyOnly) {
        return groups.stream()
                .filter(Files::exists)
                .filter(group ->
                        !busyOnly || !HostProcesses.read(group.resolve("cgroup.procs")).isEmpty())
                .toList();
    }

    /** Removes a dead supervisor's empty groups. */
    static void remove(String supervisor) throws IOException {
        for (Path group : ofSandboxes(supervisor)) {
            Files.deleteIfExists(group);
        }
        for (Path home : of(supervisor)) {
            Files.deleteIfExists(home);
        }
    }
}
