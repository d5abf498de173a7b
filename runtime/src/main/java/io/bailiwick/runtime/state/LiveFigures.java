package io.bailiwick.runtime.state;

import io.bailiwick.linux.proc.ProcSnapshot;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What a sandbox of any supervisor uses at this moment, read from outside of it. */
public final class LiveFigures {

    private LiveFigures() {}

    /**
     * Reads the sandbox's control groups, and /proc for what they do not count.
     *
     * @return {@code memory_mb} (MiB), {@code peak_memory_mb} where it is counted, {@code
     *     cpu_seconds}, {@code processes} (threads count where control groups do), {@code source};
     *     empty when the sandbox has no process
     * @throws IOException when /proc cannot be read
     */
    public static Map<String, Object> of(Descriptions.Description description) throws IOException {
        Map<String, Object> figures = new LinkedHashMap<>();
        OptionalLong pid = description.number("pid");
        if (pid.isEmpty()) {
            return figures;
        }
        List<Path> groups = description.controlGroups();
        OptionalLong memory = first(groups, "memory.current", "memory.usage_in_bytes");
        OptionalLong peak = first(groups, "memory.peak", "memory.max_usage_in_bytes");
        OptionalLong cpu = cpuNanos(groups);
        OptionalLong tasks = first(groups, "pids.current", "pids.current");
        if (memory.isEmpty() || cpu.isEmpty() || tasks.isEmpty()) {
            ProcSnapshot.TreeUsage tree =
                    ProcSnapshot.take().usage(Math.toIntExact(pid.getAsLong()));
            memory = memory.isPresent() ? memory : OptionalLong.of(tree.residentBytes());
            cpu = cpu.isPresent() ? cpu : OptionalLong.of(tree.cpuNanos());
            tasks = tasks.isPresent() ? tasks : OptionalLong.of(tree.processes());
            figures.put("source", groups.isEmpty() ? "proc" : "control groups and proc");
        } else {
            figures.put("source", "control groups");
        }
        figures.put("memory_mb", rounded(memory.getAsLong() / 1048576.0));
        if (peak.isPresent()) {
            figures.put("peak_memory_mb", rounded(peak.getAsLong() / 1048576.0));
        }
        figures.put("cpu_seconds", Math.round(cpu.getAsLong() / 1e6) / 1000.0);
        figures.put("processes", tasks.getAsLong());
        return figures;
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private static OptionalLong cpuNanos(List<Path> groups) throws IOException {
        OptionalLong legacy = first(groups, "cpuacct.usage", "cpuacct.usage");
        if (legacy.isPresent()) {
            return legacy;
        }
        for (Path group : groups) {
            for (String line : lines(group.resolve("cpu.stat"))) {
                if (line.startsWith("usage_usec ")) {
                    return OptionalLong.of(
                            Long.parseLong(line.substring("usage_usec ".length())) * 1000);
                }
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalLong first(List<Path> groups, String unified, String legacy)
            throws IOException {
        for (Path group : groups) {
            for (String name : List.of(unified, legacy)) {
                List<String> lines = lines(group.resolve(name));
                if (!lines.isEmpty()) {
                    return OptionalLong.of(Long.parseLong(lines.getFirst()));
                }
            }
        }
        return OptionalLong.empty();
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException | FileNotFoundException e) {
            // Not every hierarchy counts everything, and the group may have gone meanwhile.
            return List.of();
        }
    }
}
