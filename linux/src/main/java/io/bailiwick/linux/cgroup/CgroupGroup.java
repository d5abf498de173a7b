package io.bailiwick.linux.cgroup;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A group of processes: one directory in each hierarchy. Thread-safe.
 *
 * <p>It exists until {@link #close}; a child of a member is a member from its first instruction.
 */
public final class CgroupGroup implements AutoCloseable {
    private static final Duration FREEZE_PATIENCE = Duration.ofSeconds(2);
    private static final long PAUSE_NANOS = 500_000;
    private static final long MICROS = 1000;

    private final String name;
    private final Map<Controller, Integer> versions;
    private final Map<Controller, Path> directories;

    /** Of what every execution asks for; so few that a thousand groups may keep them open. */
    private final Map<Path, CounterFile> counters = new ConcurrentHashMap<>();

    private CgroupGroup(CgroupSupport support, Map<Controller, Path> homes, String name) {
        this.name = name;
        this.versions = new EnumMap<>(Controller.class);
        this.directories = new EnumMap<>(Controller.class);
        for (Map.Entry<Controller, Path> home : homes.entrySet()) {
            directories.put(home.getKey(), home.getValue().resolve(name));
            versions.put(
                    home.getKey(), support.usablePlacement(home.getKey()).orElseThrow().version());
        }
    }

    static CgroupGroup existing(CgroupSupport support, Map<Controller, Path> homes, String name) {
        return new CgroupGroup(support, homes, name);
    }

    static CgroupGroup create(
            CgroupSupport support, Map<Controller, Path> homes, String name, CgroupLimits limits)
            throws IOException {
        CgroupGroup group = new CgroupGroup(support, homes, name);
        List<Path> made = new ArrayList<>();
        try {
            for (Path directory : group.directories()) {
                Files.createDirectory(directory);
                made.add(directory);
            }
            group.limit(limits);
        } catch (IOException e) {
            for (Path directory : made) {
                Removal.remove(directory);
            }
            throw e;
        }
        return group;
    }

    /** The name below its supervisor. */
    public String name() {
        return name;
    }

    /** Every directory of the group, so that another process can remove them. */
    public Set<Path> directories() {
        return new LinkedHashSet<>(directories.values());
    }

    /**
     * Sets limits; empty ones keep what they are.
     *
     * @throws IOException if the kernel refuses, e.g. a memory limit below what is in use on
     *     version 1
     */
    public void limit(CgroupLimits limits) throws IOException {
        if (limits.memoryBytes().isPresent()) {
            LimitWriter.memory(
                    version(Controller.MEMORY),
                    directory(Controller.MEMORY),
                    limits.memoryBytes().getAsLong());
        }
        if (limits.pids().isPresent()) {
            LimitWriter.pids(directory(Controller.PIDS), limits.pids().getAsInt());
        }
        if (limits.cpuCores().isPresent()) {
            LimitWriter.cores(
                    version(Controller.CPU),
                    directory(Controller.CPU),
                    limits.cpuCores().getAsDouble());
        }
        if (limits.cpuWeight().isPresent()) {
            LimitWriter.weight(
                    version(Controller.CPU),
                    directory(Controller.CPU),
                    limits.cpuWeight().getAsInt());
        }
    }

    private Path directory(Controller controller) throws IOException {
        return find(controller)
                .orElseThrow(
                        () -> new IOException("the host offers no " + controller.kernelName()));
    }

    private Optional<Path> find(Controller controller) {
        return Optional.ofNullable(directories.get(controller));
    }

    private int version(Controller controller) {
        return versions.getOrDefault(controller, 0);
    }

    /**
     * Moves a process, with all its threads, into the group. Children that it has already stay
     * where they are.
     *
     * @throws IOException if it has ended or may not be moved
     */
    public void add(long pid) throws IOException {
        for (Path directory : directories()) {
            CgroupFiles.write(directory.resolve("cgroup.procs"), Long.toString(pid));
        }
    }

    /** Pids of the members, as this process sees them. */
    public Set<Long> members() throws IOException {
        Set<Long> pids = new TreeSet<>();
        for (Path directory : directories()) {
            try {
                pids.addAll(CgroupFiles.pids(directory));
            } catch (NoSuchFileException | FileNotFoundException e) {
                // Removed already, so it has no members.
            }
        }
        return pids;
    }

    /** Reads all counters. */
    public CgroupUsage usage() throws IOException {
        return new CgroupUsage(
                cpuNanos(),
                throttledNanos(),
                number(
                        Controller.MEMORY,
                        version(Controller.MEMORY) == 2
                                ? "memory.current"
                                : "memory.usage_in_bytes"),
                memoryPeakBytes(),
                number(Controller.PIDS, "pids.current"),
                pidsPeak(),
                keyed(Controller.PIDS, "pids.events", "max"),
                oomKills());
    }

    /** {@link CgroupUsage#memoryPeakBytes} alone. */
    public OptionalLong memoryPeakBytes() throws IOException {
        boolean unified = version(Controller.MEMORY) == 2;
        return counted(Controller.MEMORY, unified ? "memory.peak" : "memory.max_usage_in_bytes");
    }

    /** {@link CgroupUsage#pidsPeak} alone. */
    public OptionalLong pidsPeak() throws IOException {
        return counted(Controller.PIDS, "pids.peak");
    }

    /** {@link CgroupUsage#oomKills} alone. */
    public OptionalLong oomKills() throws IOException {
        boolean unified = version(Controller.MEMORY) == 2;
        return counted(
                Controller.MEMORY, unified ? "memory.events" : "memory.oom_control", "oom_kill");
    }

    /** {@link CgroupUsage#cpuNanos} alone, for callers that count microseconds. */
    public OptionalLong cpuNanos() throws IOException {
        return version(Controller.CPUACCT) == 1
                ? counted(Controller.CPUACCT, "cpuacct.usage")
                : micros(counted(Controller.CPUACCT, "cpu.stat", "usage_usec"));
    }

    private OptionalLong throttledNanos() throws IOException {
        if (version(Controller.CPU) == 1) {
            return keyed(Controller.CPU, "cpu.stat", "throttled_time");
        }
        return micros(keyed(Controller.CPU, "cpu.stat", "throttled_usec"));
    }

    private static OptionalLong micros(OptionalLong micros) {
        return micros.isPresent()
                ? OptionalLong.of(micros.getAsLong() * MICROS)
                : OptionalLong.empty();
    }

    private OptionalLong counted(Controller controller, String file) throws IOException {
        Optional<CounterFile> counter = counter(controller, file);
        return counter.isEmpty() ? OptionalLong.empty() : CgroupFiles.number(counter.get());
    }

    private OptionalLong counted(Controller controller, String file, String key)
            throws IOException {
        Optional<CounterFile> counter = counter(controller, file);
        return counter.isEmpty() ? OptionalLong.empty() : CgroupFiles.number(counter.get(), key);
    }

    private Optional<CounterFile> counter(Controller controller, String file) {
        return find(controller)
                .map(directory ->
                        counters.computeIfAbsent(directory.resolve(file), CounterFile::new));
    }

    private OptionalLong number(Controller controller, String file) throws IOException {
        Optional<Path> directory = find(controller);
        return directory.isEmpty()
                ? OptionalLong.empty()
                : CgroupFiles.number(directory.get().resolve(file));
    }

    private OptionalLong keyed(Controller controller, String file, String key) throws IOException {
        Optional<Path> directory = find(controller);
        return directory.isEmpty()
                ? OptionalLong.empty()
                : CgroupFiles.number(directory.get().resolve(file), key);
    }

    /**
     * Stops every member and returns when all have stopped.
     *
     * @throws IOException if the host has no freezer, or members did not stop within two seconds
     *     (they stay asked to)
     */
    public void freeze() throws IOException {
        freeze(true);
    }

    /** Lets every member run again. */
    public void thaw() throws IOException {
        freeze(false);
    }

    private void freeze(boolean frozen) throws IOException {
        Path directory = directory(Controller.FREEZER);
        boolean unified = version(Controller.FREEZER) == 2;
        String state = frozen ? "FROZEN" : "THAWED";
        if (unified) {
            CgroupFiles.write(directory.resolve("cgroup.freeze"), frozen ? "1" : "0");
        } else {
            CgroupFiles.write(directory.resolve("freezer.state"), state);
        }
        long deadline = System.nanoTime() + FREEZE_PATIENCE.toNanos();
        while (unified
                ? CgroupFiles.number(directory.resolve("cgroup.events"), "frozen").orElse(0)
                        != (frozen ? 1 : 0)
                : !CgroupFiles.read(directory.resolve("freezer.state")).equals(state)) {
            if (System.nanoTime() - deadline >= 0) {
                throw new IOException(directory + ": not " + state + " within two seconds");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /**
     * Kills every member with SIGKILL, also frozen ones, and waits for their end.
     *
     * @return whether the group is empty; a member in uninterruptible sleep may outlast the
     *     patience
     */
    public boolean kill(Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean atOnce = killAtOnce();
        while (true) {
            Set<Long> members = members();
            if (members.isEmpty()) {
                return true;
            }
            if (!atOnce) {
                killEach(members);
            }
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** {@code cgroup.kill}, since Linux 5.14, also reaches what forks meanwhile. */
    private boolean killAtOnce() throws IOException {
        for (Map.Entry<Controller, Path> entry : directories.entrySet()) {
            Path file = entry.getValue().resolve("cgroup.kill");
            if (version(entry.getKey()) == 2 && Files.exists(file)) {
                CgroupFiles.write(file, "1");
                return true;
            }
        }
        return false;
    }

    /**
     * Holds the members still, so that none forks away, while each is sent the signal; it acts when
     * they thaw.
     */
    private void killEach(Set<Long> members) throws IOException {
        boolean freezer = directories.containsKey(Controller.FREEZER);
        if (freezer) {
            freeze(true);
        }
        try {
            for (long pid : freezer ? members() : members) {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
        } finally {
            if (freezer) {
                freeze(false);
            }
        }
    }

    /**
     * Removes the directories; members must have ended. A second call does nothing. Counters cannot
     * be read any more.
     *
     * @throws IOException if members are left, naming the directory
     */
    @Override
    public void close() throws IOException {
        for (CounterFile counter : counters.values()) {
            counter.close();
        }
        for (Path directory : directories()) {
            Removal.remove(directory);
        }
    }
}
