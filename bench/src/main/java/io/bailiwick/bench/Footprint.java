package io.bailiwick.bench;

import io.bailiwick.linux.proc.ProcSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What this process and its descendants hold of the machine.
 *
 * @param descriptors open files of this process and of the descendants, the guardian among them
 * @param mounts mounts that this process sees
 * @param controlGroups directories under {@code /sys/fs/cgroup}
 * @param processes descendants
 * @param residentBytes resident memory of the descendants
 */
record Footprint(
        long descriptors, long mounts, long controlGroups, long processes, long residentBytes) {

    static Footprint take() throws IOException {
        long pid = ProcessHandle.current().pid();
        ProcSnapshot all = ProcSnapshot.take();
        long descriptors = entries(Path.of("/proc/self/fd"));
        long resident = 0;
        long processes = 0;
        for (var stat : all.tree((int) pid)) {
            if (stat.pid() != pid) {
                processes++;
                descriptors += entries(Path.of("/proc/" + stat.pid() + "/fd"));
                resident += stat.residentPages();
            }
        }
        return new Footprint(
                descriptors,
                lines(Path.of("/proc/self/mountinfo")),
                directories(Path.of("/sys/fs/cgroup")),
                processes,
                resident * io.bailiwick.linux.proc.PageSize.bytes());
    }

    /** Zero for a process that ended meanwhile. */
    private static long entries(Path folder) {
        String[] names = folder.toFile().list();
        return names == null ? 0 : names.length;
    }

    private static long lines(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        }
    }

    /** Counts as well as it can while other programs make and remove groups. */
    private static long directories(Path root) {
        String[] names = root.toFile().list();
        long count = 1;
        for (String name : names == null ? new String[0] : names) {
            Path child = root.resolve(name);
            if (Files.isDirectory(child, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                count += directories(child);
            }
        }
        return count;
    }

    /** How many things there are more than before; what was given back does not offset another. */
    long leftSince(Footprint before) {
        return Math.max(0, descriptors - before.descriptors)
                + Math.max(0, mounts - before.mounts)
                + Math.max(0, controlGroups - before.controlGroups)
                + Math.max(0, processes - before.processes);
    }

    String growthSince(Footprint before) {
        return String.format(
                Locale.ROOT,
                "descriptors %+d, mounts %+d, control groups %+d, processes %+d, guardian %+.2f MB",
                descriptors - before.descriptors,
                mounts - before.mounts,
                controlGroups - before.controlGroups,
                processes - before.processes,
                (residentBytes - before.residentBytes) / 1e6);
    }
}
