package io.bailiwick.linux.proc;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * All processes of the host at one moment, for sampling the trees beneath some of them. Immutable.
 *
 * <p>One pass over {@code /proc} serves every sandbox of a supervisor. The first process of a pid
 * namespace adopts the orphans in it, so its descendants are the whole namespace. What a sample
 * cannot see: a process that came and went in between, and the CPU time of a child whose parent
 * ignores SIGCHLD (it is never added to the parent's).
 */
public final class ProcSnapshot {
    /** A program may have its own pages swapped out: madvise(2), MADV_PAGEOUT. */
    private static final Pattern SWAP_THERE = Pattern.compile("\nSwapTotal: *[1-9]");

    private final ProcStat[] byPid;
    private final Path proc;
    private final boolean swapping;

    private ProcSnapshot(ProcStat[] byPid, Path proc, boolean swapping) {
        this.byPid = byPid;
        this.proc = proc;
        this.swapping = swapping;
    }

    /**
     * What a tree used.
     *
     * @param processes number of processes, zombies included
     * @param threads number of threads
     * @param cpuNanos CPU time of living processes and of children that they waited for
     * @param residentBytes sum of resident and swapped sizes; shared pages count once per process,
     *     so it is an upper bound
     */
    public record TreeUsage(int processes, int threads, long cpuNanos, long residentBytes) {}

    /** Reads {@code /proc}. */
    public static ProcSnapshot take() throws IOException {
        return take(Path.of("/proc"));
    }

    /**
     * Reads a proc file system. Processes that end meanwhile are left out.
     *
     * @throws IOException if the directory cannot be listed
     */
    public static ProcSnapshot take(Path proc) throws IOException {
        String[] names = new File(proc.toString()).list();
        if (names == null) {
            throw new IOException(proc + ": cannot be listed");
        }
        ProcStat[] stats = new ProcStat[names.length];
        int count = 0;
        for (String name : names) {
            if (name.charAt(0) >= '0' && name.charAt(0) <= '9') {
                Optional<ProcStat> stat = readUnlessGone(proc.resolve(name).resolve("stat"));
                if (stat.isPresent()) {
                    stats[count++] = stat.get();
                }
            }
        }
        ProcStat[] sorted = Arrays.copyOf(stats, count);
        Arrays.sort(sorted, (a, b) -> Integer.compare(a.pid(), b.pid()));
        return new ProcSnapshot(sorted, proc, swapping(proc));
    }

    private static boolean swapping(Path proc) {
        try {
            return SWAP_THERE
                    .matcher(ProcFile.read(proc.resolve("meminfo"), ProcFile.SMALL))
                    .find();
        } catch (IOException e) {
            // Without memory's own page there is none to speak of swap.
            return false;
        }
    }

    private static Optional<ProcStat> readUnlessGone(Path file) {
        try {
            return Optional.of(ProcStat.read(file));
        } catch (IOException e) {
            // The process ended between the listing and the read.
            return Optional.empty();
        }
    }

    /** A process and all its descendants, by ascending pid; empty if the process is gone. */
    public List<ProcStat> tree(int root) {
        List<ProcStat> members = new ArrayList<>();
        for (ProcStat stat : byPid) {
            if (descends(stat, root)) {
                members.add(stat);
            }
        }
        return members;
    }

    /** Sums a process and all its descendants. */
    public TreeUsage usage(int root) {
        int processes = 0;
        int threads = 0;
        long cpu = 0;
        long pages = 0;
        long swapped = 0;
        for (ProcStat stat : byPid) {
            if (descends(stat, root)) {
                processes++;
                threads += stat.threads();
                cpu += stat.cpuNanos();
                pages += stat.residentPages();
                swapped += swapping ? swappedBytes(stat) : 0;
            }
        }
        return new TreeUsage(processes, threads, cpu, pages * PageSize.bytes() + swapped);
    }

    private long swappedBytes(ProcStat stat) {
        Path status = proc.resolve(Integer.toString(stat.pid())).resolve("status");
        try {
            return kibibytes(ProcFile.read(status, ProcFile.SMALL), "\nVmSwap:");
        } catch (IOException e) {
            // The process ended after the listing.
            return 0;
        }
    }

    /**
     * Proportional set size of a process and its descendants in bytes, swapped pages included:
     * shared pages are divided among those who share. Costs a walk over every mapping, so it is not
     * for each sample.
     *
     * @throws IOException if the caller may not read a living member's mappings
     */
    public long proportionalBytes(int root) throws IOException {
        long total = 0;
        for (ProcStat stat : tree(root)) {
            Path directory = proc.resolve(Integer.toString(stat.pid()));
            try {
                String rollup = ProcFile.read(directory.resolve("smaps_rollup"), ProcFile.SMALL);
                total += kibibytes(rollup, "\nPss:") + kibibytes(rollup, "\nSwapPss:");
            } catch (IOException e) {
                if (stat.state() != 'Z' && new File(directory.toString()).exists()) {
                    throw e;
                }
            }
        }
        return total;
    }

    /** The value of a line in bytes; 0 when there is no such line. */
    private static long kibibytes(String text, String key) {
        int at = text.indexOf(key);
        if (at < 0) {
            return 0;
        }
        int end = text.indexOf(" kB", at);
        return Long.parseLong(text.substring(at + key.length(), end).strip()) * 1024;
    }

    private boolean descends(ProcStat stat, int root) {
        ProcStat current = stat;
        // A pid may be reused while the table is read, which could close a circle of parents.
        for (int depth = 0; depth <= byPid.length; depth++) {
            if (current.pid() == root) {
                return true;
            }
            int parent = find(current.parent());
            if (parent < 0) {
                return false;
            }
            current = byPid[parent];
        }
        return false;
    }

    private int find(int pid) {
        int low = 0;
        int high = byPid.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int compared = Integer.compare(byPid[middle].pid(), pid);
            if (compared == 0) {
                return middle;
            }
            if (compared < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }
}
