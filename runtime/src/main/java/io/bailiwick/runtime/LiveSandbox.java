package io.bailiwick.runtime;

import io.bailiwick.Breach;
import io.bailiwick.CapabilityRefusedException;
import io.bailiwick.RefusalReason;
import io.bailiwick.linux.cgroup.CgroupGroup;
import io.bailiwick.linux.cgroup.CgroupLimits;
import io.bailiwick.linux.cgroup.CgroupUsage;
import io.bailiwick.linux.proc.MountInfo;
import io.bailiwick.linux.proc.ProcSnapshot;
import io.bailiwick.plan.LimitPlan;
import io.bailiwick.plan.SandboxPlan;
import io.bailiwick.runtime.exec.InitChannel;
import io.bailiwick.runtime.exec.Ready;
import io.bailiwick.runtime.guardian.Guardian;
import io.bailiwick.runtime.guardian.LaunchFailedException;
import io.bailiwick.runtime.guardian.Launched;
import io.bailiwick.runtime.root.ComposedRoot;
import io.bailiwick.runtime.root.LaunchProgram;
import io.bailiwick.runtime.root.RootComposer;
import io.bailiwick.runtime.wire.FrameTooLongException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The processes of a sandbox between a start and its end, and everything that exists for them
 * alone.
 *
 * <p>Thread-safe: the fields are final, or written by the sampler only.
 */
final class LiveSandbox implements AutoCloseable {

    private static final long READY_TIMEOUT_SECONDS = 10;
    private static final long SCRATCH_BYTES_PER_INODE = 4096;

    /** A hundred times what a launch takes on a busy machine. */
    private static final Duration LAUNCH_PATIENCE = Duration.ofSeconds(30);

    private static final long MAX_SCRATCH_INODES = 1_000_000;

    /** bubblewrap stays in the sandbox's control group; so many tasks and bytes are its own. */
    private static final int MONITOR_TASKS = 2;

    private static final long MONITOR_BYTES = 2 << 20;

    /** Layers are measured at every so many samples: a walk costs more than a counter. */
    private static final int SAMPLES_PER_MEASUREMENT = 5;

    private static final Duration END_PATIENCE = Duration.ofSeconds(1);

    private final Supervisor supervisor;
    private final LimitPlan limits;
    private final Optional<CgroupGroup> group;
    private final long hostId;
    private final ComposedRoot root;
    private final Guardian guardian;
    private final Launched launched;
    private final InitChannel channel;
    private final Background background;
    private volatile long peakMemoryBytes;
    private volatile int peakProcesses;
    private int samples; // sampler's thread only
    private long lastCpuNanos; // sampler's thread only

    private LiveSandbox(
            Supervisor supervisor,
            LimitPlan limits,
            Optional<CgroupGroup> group,
            long hostId,
            ComposedRoot root,
            Guardian guardian,
            Launched launched,
            InitChannel channel,
            Background background) {
        this.supervisor = supervisor;
        this.limits = limits;
        this.group = group;
        this.hostId = hostId;
        this.root = root;
        this.guardian = guardian;
        this.launched = launched;
        this.channel = channel;
        this.background = background;
    }

    /**
     * Builds and starts.
     *
     * @param onEnd told on the loop's thread, with its channel, when the sandbox is gone
     * @throws CapabilityRefusedException when the host cannot give what was declared
     * @throws IOException when a step fails; nothing is left behind
     */
    static LiveSandbox launch(
            Supervisor supervisor, LocalSandbox sandbox, Consumer<InitChannel> onEnd)
            throws IOException {
        SandboxPlan plan = sandbox.plan();
        boolean privileged = supervisor.privileged();
        Optional<CgroupGroup> group = Optional.empty();
        long hostId = 0;
        Guardian guardian = null;
        Launched launched = null;
        InitChannel channel = null;
        try {
            ComposedRoot root =
                    new RootComposer(
                                    plan,
                                    privileged,
                                    supervisor.hostDirectories(),
                                    () -> supervisor.directory().layerDirectory(sandbox.id()),
                                    MountInfo.read(Path.of("/proc/self/mountinfo")),
                                    supervisor.random())
                            .compose();
            hostId = privileged ? supervisor.hostIds().take() : 0;
            // Before the group: whoever removes it should we die has to be there.
            guardian = supervisor.guardian();
            group = controlGroup(supervisor, plan.limits(), sandbox.id());
            ByteBuffer program = program(supervisor, plan, root, group, hostId).frame();
            try {
                launched = guardian.launch(program);
            } catch (LaunchFailedException e) {
                throw e;
            } catch (IOException e) {
                if (!guardian.ended()) {
                    throw e;
                }
                // It died a moment ago, or just now with all that it had started.
                guardian = supervisor.guardian();
                launched = guardian.launch(program.rewind());
            }
            channel = new InitChannel(launched.channel(), supervisor.loop(), onEnd);
            channel.send(
                    InitConfiguration.frame(plan.limits(), supervisor.landlock(), root.writable()));
            Ready ready = ready(channel);
            List<String> faults =
                    Posture.check(
                            launched.initPid(),
                            ready,
                            privileged ? hostId : supervisor.uid(),
                            InitConfiguration.FILTERS,
                            plan.limits(),
                            root,
                            supervisor.landlock());
            if (!faults.isEmpty()) {
                throw refused("the sandbox falls short of its plan: " + String.join("; ", faults));
            }
            return new LiveSandbox(
                    supervisor,
                    plan.limits(),
                    group,
                    hostId,
                    root,
                    guardian,
                    launched,
                    channel,
                    new Background(channel, launched.initPid(), sandbox::auditBackground));
        } catch (FrameTooLongException e) {
            clean(supervisor, guardian, launched, channel, group, hostId);
            throw refused("too many names have to be hidden: " + e.getMessage());
        } catch (LaunchFailedException e) {
            clean(supervisor, guardian, launched, channel, group, hostId);
            if (e.lost()) {
                throw e;
            }
            throw refused(String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            clean(supervisor, guardian, launched, channel, group, hostId);
            throw e;
        }
    }

    private static CapabilityRefusedException refused(String cause) {
        return new CapabilityRefusedException(
                List.of(
                        new RefusalReason(
                                "sandbox_tier", cause, "run 'bailiwick doctor' on this host")));
    }

    private static Ready ready(InitChannel channel) throws IOException {
        try {
            return channel.ready().get(READY_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new io.bailiwick.CancelledException("interrupted while a sandbox started");
        } catch (ExecutionException e) {
            String why = String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
            throw new IOException("init ended while it locked itself down: " + why, e);
        } catch (TimeoutException e) {
            throw new IOException("init did not answer in time", e);
        }
    }

    private static Optional<CgroupGroup> controlGroup(
            Supervisor supervisor, LimitPlan limits, String id) throws IOException {
        if (!limits.useControlGroup()) {
            return Optional.empty();
        }
        CgroupLimits values =
                new CgroupLimits(
                        limits.memoryByKernel()
                                ? OptionalLong.of(limits.memoryBytes() + MONITOR_BYTES)
                                : OptionalLong.empty(),
                        supervisor.features().pidsControl().available()
                                ? OptionalInt.of(
                                        (int) InitConfiguration.initProcesses(limits)
                                                + MONITOR_TASKS)
                                : OptionalInt.empty(),
                        limits.cpuCores().isPresent()
                                ? OptionalDouble.of(limits.cpuCores().get())
                                : OptionalDouble.empty(),
                        limits.cpuWeight().isPresent()
                                ? OptionalInt.of(limits.cpuWeight().get())
                                : OptionalInt.empty());
        return Optional.of(supervisor.cgroups().create(id, values));
    }

    private static LaunchProgram program(
            Supervisor supervisor,
            SandboxPlan plan,
            ComposedRoot root,
            Optional<CgroupGroup> group,
            long hostId)
            throws IOException {
        boolean privileged = supervisor.privileged();
        long bytes = plan.limits().diskBytes();
        return new LaunchProgram(
                privileged,
                privileged ? hostId : supervisor.uid(),
                privileged ? hostId : supervisor.gid(),
                plan.rootWritable(),
                supervisor.bubblewrap(),
                "sandbox",
                bytes,
                Math.min(MAX_SCRATCH_INODES, Math.max(1024, bytes / SCRATCH_BYTES_PER_INODE)),
                group.map(g -> List.copyOf(g.directories())).orElse(List.of()),
                LAUNCH_PATIENCE,
                root);
    }

    /** Removes whatever there is of a sandbox. */
    private static void clean(
            Supervisor supervisor,
            @Nullable Guardian guardian,
            @Nullable Launched launched,
            @Nullable InitChannel channel,
            Optional<CgroupGroup> group,
            long hostId) {
        try {
            if (channel != null) {
                channel.close();
            } else if (launched != null) {
                launched.channel().close();
            }
            if (guardian != null && launched != null) {
                guardian.kill(launched.key());
            }
        } catch (IOException e) {
            // A dead guardian has taken its sandboxes along.
            supervisor.log("guardian: " + e.getMessage());
        }
        try {
            if (group.isPresent()) {
                group.get().kill(END_PATIENCE);
                group.get().close();
            }
            if (hostId != 0) {
                supervisor.hostIds().give(hostId);
            }
        } catch (IOException e) {
            // The next sweep removes what is left.
            supervisor.log("cleaning up: " + e.getMessage());
        }
    }

    long initPid() {
        return launched.initPid();
    }

    InitChannel channel() {
        return channel;
    }

    /** What ended executions left running. */
    Background background() {
        return background;
    }

    Set<Path> controlGroups() {
        return group.map(CgroupGroup::directories).orElse(Set.of());
    }

    /** The accounts at this moment, for an execution that begins. */
    Account account() {
        if (group.isEmpty()) {
            return Account.NONE;
        }
        try {
            return new Account(group.get().cpuNanos().orElse(0), group.get().oomKills().orElse(0));
        } catch (IOException e) {
            // The group went with the sandbox.
            return Account.NONE;
        }
    }

    /**
     * Counters of the whole sandbox that only grow.
     *
     * @param cpuNanos CPU time, 0 where nobody counts it
     * @param oomKills processes that the kernel killed for memory
     */
    record Account(long cpuNanos, long oomKills) {
        static final Account NONE = new Account(0, 0);
    }

    /** What an execution that ends is told about the sandbox. */
    Totals totals() {
        if (group.isEmpty()) {
            return new Totals(peakMemoryBytes, peakProcesses, 0);
        }
        try {
            CgroupGroup counted = group.get();
            return new Totals(
                    Math.max(peakMemoryBytes, counted.memoryPeakBytes().orElse(0)),
                    Math.max(peakProcesses, Math.toIntExact(counted.pidsPeak().orElse(0))),
                    counted.oomKills().orElse(0));
        } catch (IOException e) {
            // The group went with the sandbox.
            return new Totals(peakMemoryBytes, peakProcesses, 0);
        }
    }

    /**
     * Peaks since the sandbox started.
     *
     * @param oomKills as in {@link Account}
     */
    record Totals(long peakMemoryBytes, int peakProcesses, long oomKills) {
        static final Totals NONE = new Totals(0, 0, 0);
    }

    private Optional<CgroupUsage> usage() {
        if (group.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(group.get().usage());
        } catch (IOException e) {
            // The group went with the sandbox.
            return Optional.empty();
        }
    }

    /**
     * One look at everything that is sampled; on the sampler's thread only.
     *
     * @return false when nothing lives here but init
     */
    boolean sample(List<LocalExecution> running, Supplier<ProcSnapshot> snapshot) {
        if (running.isEmpty() && !background.lives()) {
            return false;
        }
        Optional<CgroupUsage> usage = usage();
        OptionalLong counted = usage.map(CgroupUsage::cpuNanos).orElse(OptionalLong.empty());
        boolean memoryCounted = limits.memoryByKernel();
        long inBackground = 0;
        if (running.isEmpty()) {
            background.remember(snapshot.get());
        } else if (background.known()) {
            inBackground = background.since(snapshot.get());
        }
        if (counted.isEmpty() || !memoryCounted || running.size() > 1) {
            ProcSnapshot.TreeUsage tree = snapshot.get().usage((int) launched.initPid());
            peakProcesses = Math.max(peakProcesses, tree.processes() - 1);
            if (!memoryCounted) {
                checkMemory(running, snapshot.get(), tree.residentBytes());
            }
            if (counted.isEmpty()) {
                counted = OptionalLong.of(tree.cpuNanos());
            }
        }
        checkCpu(running, counted.orElse(0), inBackground);
        checkMemoryKill(running, usage);
        if (!root.layers().isEmpty() && samples++ % SAMPLES_PER_MEASUREMENT == 0) {
            checkDisk(running);
        }
        return true;
    }

    /**
     * What was used since the last look is charged to those that run, in equal parts: only their
     * sum is known, and what is known of background processes beside them. RLIMIT_CPU holds beside
     * this for every process of each.
     */
    private void checkCpu(List<LocalExecution> running, long total, long inBackground) {
        long before = running.isEmpty() ? 0 : running.getFirst().begin().cpuNanos();
        long used = Math.max(0, total - Math.max(lastCpuNanos, before));
        lastCpuNanos = total;
        if (running.isEmpty() || background.known()) {
            long left = background.charge(running.isEmpty() ? used : Math.min(used, inBackground));
            if (left > limits.cpu().toNanos()) {
                background.end(LimitWatch.cpuBreach(limits, left));
            }
        }
        for (LocalExecution execution : running) {
            long share = Math.max(0, used - inBackground) / running.size();
            long charged = execution.chargeCpu(share);
            if (charged > limits.cpu().toNanos()) {
                execution.breach(LimitWatch.cpuBreach(limits, charged));
            }
        }
    }

    /** The kernel kills one process; the whole execution that it belongs to has breached. */
    private void checkMemoryKill(List<LocalExecution> running, Optional<CgroupUsage> usage) {
        long kills = usage.map(u -> u.oomKills().orElse(0)).orElse(0L);
        for (LocalExecution execution : running) {
            if (kills > execution.begin().oomKills()) {
                execution.breach(LimitWatch.memoryBreach(limits, limits.memoryBytes()));
            }
        }
    }

    /**
     * Resident sizes count shared pages once a process: before anything ends for it, look closer.
     */
    private void checkMemory(
            List<LocalExecution> running, ProcSnapshot snapshot, long residentBytes) {
        long used = residentBytes;
        if (used > limits.memoryBytes()) {
            try {
                used = snapshot.proportionalBytes((int) launched.initPid());
            } catch (IOException e) {
                supervisor.log("memory of a sandbox: " + e.getMessage());
            }
        }
        peakMemoryBytes = Math.max(peakMemoryBytes, used);
        if (used > limits.memoryBytes()) {
            end(running, LimitWatch.memoryBreach(limits, used));
        }
    }

    private void checkDisk(List<LocalExecution> running) {
        try {
            long used = DiskUse.of(root.layers()) + DiskUse.scratch(launched.initPid());
            if (used > limits.diskBytes()) {
                end(running, LimitWatch.diskBreach(limits, used));
            }
        } catch (IOException e) {
            supervisor.log("disk use of a sandbox: " + e.getMessage());
        }
    }

    /** Memory and disk are the whole sandbox's: whatever runs in it ends. */
    private void end(List<LocalExecution> running, Breach breach) {
        for (LocalExecution execution : running) {
            execution.breach(breach);
        }
        background.end(breach);
    }

    /** Kills every process; the end is reported as any other. */
    void kill() {
        try {
            guardian.kill(launched.key());
        } catch (IOException e) {
            supervisor.log("guardian: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        clean(supervisor, guardian, launched, channel, group, hostId);
    }
}
