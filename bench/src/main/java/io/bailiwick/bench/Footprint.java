package io.bailiwick.bench;

import io.bailiwick.linux.proc.PageSize;
import io.bailiwick.linux.proc.ProcSnapshot;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What this process and its descendants hold of the machine.
 *
 * @param descriptors open files of this process and of the descendants that it may look into
 * @param mounts mounts that this process sees
 * @param controlGroups groups of ours, and theirs below
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
                groups(new File("/sys/fs/cgroup"), false),
                processes,
                resident * PageSize.bytes());
    }

    /**
     * As {@link #take}, once nothing is left any more, or after two seconds: the guardian closes a
     * descriptor a moment after it has answered.
     */
    static Footprint settled(Footprint before) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + 2_000_000_000L;
        Footprint now = take();
        while (now.leftSince(before) > 0 && System.nanoTime() < deadline) {
            Thread.sleep(10);
            now = take();
        }
        return now;
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

    /**
     * Our groups in all hierarchies, those of other supervisors of this host included: their names
     * do not tell whose they are.
     */
    private static long groups(File folder, boolean ours) {
        long count = 0;
        File[] entries = folder.listFiles(File::isDirectory);
        for (File entry : entries == null ? new File[0] : entries) {
            boolean counts = ours || entry.getName().startsWith("bailiwick");
            count += (counts ? 1 : 0) + groups(entry, counts);
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
