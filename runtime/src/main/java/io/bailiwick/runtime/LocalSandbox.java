package io.bailiwick.runtime;

import io.bailiwick.Breach;
import io.bailiwick.CapabilityRefusedException;
import io.bailiwick.Enforcement;
import io.bailiwick.ExecRequest;
import io.bailiwick.ExecResult;
import io.bailiwick.Execution;
import io.bailiwick.InvalidConfigurationException;
import io.bailiwick.Outcome;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxEvent;
import io.bailiwick.SandboxInfo;
import io.bailiwick.SandboxNotRunningException;
import io.bailiwick.SandboxSpec;
import io.bailiwick.SandboxStatus;
import io.bailiwick.SupervisorException;
import io.bailiwick.linux.proc.ProcSnapshot;
import io.bailiwick.plan.LimitPlan;
import io.bailiwick.plan.SandboxPlan;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.EnvironmentFilter;
import io.bailiwick.policy.FileOperation;
import io.bailiwick.policy.ResourceMonitor;
import io.bailiwick.runtime.exec.InitChannel;
import io.bailiwick.runtime.log.Log;
import io.bailiwick.runtime.wire.FrameTooLongException;
import io.bailiwick.runtime.wire.FrameType;
import io.bailiwick.runtime.wire.FrameWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox of this process. Thread-safe.
 *
 * <p>{@code lock} guards the life cycle and is held across a launch, so that start, stop and
 * destroy follow one another. {@code executions} guards itself, is never held while {@code lock} is
 * taken, and no foreign code runs under it.
 */
final class LocalSandbox implements Sandbox {

    private static final int NO_SPAWN = 1; // as in init.h
    private static final int NO_INPUT = 2;

    /** What decoding puts in the place of bytes that are not text. */
    private static final char REPLACEMENT = '\uFFFD';

    private final LocalSandboxManager manager;
    private final String id;
    private final SandboxSpec spec;
    private final SandboxPlan plan;
    private final Instant createdAt;
    private final ResourceMonitor monitor;
    private final SearchPath searchPath;
    private final Map<String, String> environment;

    private final Object lock = new Object();
    private SandboxStatus status = SandboxStatus.CREATED; // guarded by lock for writing
    private volatile @Nullable LiveSandbox live; // written under lock
    private volatile boolean stopping;

    private final Map<Integer, LocalExecution> executions = new LinkedHashMap<>();
    private long startedExecutions; // guarded by executions

    LocalSandbox(
            LocalSandboxManager manager,
            String id,
            SandboxSpec spec,
            SandboxPlan plan,
            Instant createdAt,
            Map<String, String> hostEnvironment) {
        this.manager = manager;
        this.id = id;
        this.spec = spec;
        this.plan = plan;
        this.createdAt = createdAt;
        monitor = new ResourceMonitor(plan.capability().resourceLimits());
        searchPath = SearchPath.of(hostEnvironment, plan.files(), plan.workingDirectory());
        environment = environment(plan, hostEnvironment, searchPath);
    }

    /** HOME is the sandbox's own, so that toolchains of the caller's home have to be pointed at. */
    private static Map<String, String> environment(
            SandboxPlan plan, Map<String, String> hostEnvironment, SearchPath searchPath) {
        Map<String, String> variables =
                EnvironmentFilter.apply(hostEnvironment, plan.capability(), searchPath.value());
        requireIntact(hostEnvironment, variables);
        Path rustup = plan.home().resolve(".rustup");
        if (Files.isDirectory(rustup)
                && plan.files().decide(rustup.toString(), FileOperation.READ).allowed()) {
            variables.putIfAbsent("RUSTUP_HOME", rustup.toString());
        }
        return variables;
    }

    /**
     * The JVM decodes the environment and replaces what it cannot; whoever may read a variable gets
     * what the caller has, or nothing starts.
     */
    private static void requireIntact(
            Map<String, String> hostEnvironment, Map<String, String> variables) {
        variables.forEach((name, value) -> {
            boolean intact =
                    (name + value).indexOf(REPLACEMENT) < 0
                            && StandardCharsets.UTF_8.newEncoder().canEncode(name + value);
            if (!intact && hostEnvironment.containsKey(name)) {
                throw new InvalidConfigurationException(
                        "the value of variable '"
                                + name
                                + "' is not text in UTF-8 and would be changed on its way to the"
                                + " agent; unset it, leave it out of env_allowlist, or use a UTF-8"
                                + " locale (LC_ALL=C.UTF-8)");
            }
        });
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public SandboxInfo info() {
        LiveSandbox current = live;
        int running;
        long started;
        synchronized (executions) {
            running = executions.size();
            started = startedExecutions;
        }
        return new SandboxInfo(
                id,
                spec.name(),
                status,
                plan.capability().sandboxTier(),
                createdAt,
                spec.labels(),
                plan.capability().hash(),
                plan.enforcement(),
                current == null ? OptionalLong.empty() : OptionalLong.of(current.initPid()),
                running,
                started);
    }

    @Override
    public CapabilityDeclaration capability() {
        return plan.capability();
    }

    SandboxSpec spec() {
        return spec;
    }

    SandboxPlan plan() {
        return plan;
    }

    LimitPlan limits() {
        return plan.limits();
    }

    List<Enforcement> enforcement() {
        return plan.enforcement();
    }

    @Override
    public ResourceMonitor monitor() {
        return monitor;
    }

    // Executions.

    @Override
    public Execution spawn(ExecRequest request) {
        LiveSandbox current = live;
        if (current == null || stopping) {
            throw new SandboxNotRunningException(id, status);
        }
        Optional<Duration> wall = plan.limits().wall();
        Duration asked = request.timeout().orElse(Duration.ZERO);
        boolean capabilityFirst =
                wall.isPresent() && (asked.isZero() || wall.get().compareTo(asked) < 0);
        Duration limit = capabilityFirst ? wall.get() : asked;
        InitChannel channel = current.channel();
        LocalExecution execution =
                new LocalExecution(
                        this, channel, request, limit, capabilityFirst, current.account());
        int number;
        synchronized (executions) {
            // The end of the sandbox may take the execution off the list at once, but not before.
            number = channel.open(execution);
            if (number == 0) {
                throw new SandboxNotRunningException(id, status);
            }
            execution.number(number);
            executions.put(number, execution);
            startedExecutions++;
        }
        monitor.start();
        try {
            channel.send(frame(request, number, limit));
        } catch (FrameTooLongException e) {
            channel.forget(number);
            synchronized (executions) {
                executions.remove(number);
            }
            throw new InvalidConfigurationException(
                    "the command with its environment is too long: " + e.getMessage());
        }
        execution.feed();
        manager.watch().wake();
        return execution;
    }

    private java.nio.ByteBuffer frame(ExecRequest request, int number, Duration limit) {
        LimitPlan limits = plan.limits();
        boolean noSpawn = !plan.spawnAllowed();
        long cpuSeconds = Math.ceilDiv(limits.cpu().toNanos(), 1_000_000_000L);
        Map<String, String> variables = new LinkedHashMap<>(environment);
        variables.putAll(request.env());
        List<String> assignments = new ArrayList<>(variables.size());
        variables.forEach((name, value) -> assignments.add(name + "=" + value));
        boolean noInput = request.stdin() instanceof ExecRequest.Stdin.Empty;
        return FrameWriter.frame(FrameType.EXEC, number)
                .u32((noSpawn ? NO_SPAWN : 0) | (noInput ? NO_INPUT : 0))
                .u64(Math.ceilDiv(limit.toNanos(), 1_000_000L))
                .u64(limits.outputBytes().orElse(Long.MAX_VALUE))
                .u32(io.bailiwick.runtime.exec.ExecutionStream.WINDOW)
                .u64(cpuSeconds)
                .string(request.workdir().orElse(plan.workingDirectory()).toString())
                .strings(request.argv())
                .strings(assignments)
                .finish();
    }

    @Override
    public List<Execution> executions() {
        synchronized (executions) {
            return List.copyOf(executions.values());
        }
    }

    /** Takes an execution off the list, then runs what completes it. */
    void finished(LocalExecution execution, Runnable completion) {
        LiveSandbox current = live;
        if (current != null && execution.isOf(current.channel())) {
            // Before it is off the list, so that the sampler finds it on one of the two.
            current.background().ended(execution.number());
        }
        synchronized (executions) {
            executions.remove(execution.number());
        }
        completion.run();
    }

    /** Whether something runs here, or may. */
    boolean busy() {
        LiveSandbox current = live;
        synchronized (executions) {
            return !executions.isEmpty() || (current != null && current.background().possible());
        }
    }

    /** What to say when a program is not found. */
    String suggest(String program) {
        return searchPath.suggest(program).orElse(io.bailiwick.ErrorCode.COMMAND_NOT_FOUND.help());
    }

    void audit(LocalExecution execution, ExecResult result) {
        if (result.outcome() instanceof Outcome.LimitBreached breached) {
            manager.audit(
                    new SandboxEvent.LimitBreached(
                            id, execution.id(), breached.breach(), breached.reason()));
        }
        manager.audit(
                new SandboxEvent.Executed(
                        id,
                        execution.id(),
                        execution.request().argv(),
                        result.outcome(),
                        result.duration(),
                        result.usage(),
                        result.denials()));
        monitor.recordCpu(result.usage().cpu().toNanos() / 1e9);
        monitor.recordMemory(result.usage().peakMemoryBytes() / 1048576.0);
    }

    /** Background processes were ended for a limit. */
    void auditBackground(Breach breach) {
        manager.audit(
                new SandboxEvent.LimitBreached(
                        id, "", breach, new Outcome.LimitBreached(breach).reason()));
    }

    // Sampling.

    LiveSandbox.Totals totals() {
        LiveSandbox current = live;
        return current == null ? LiveSandbox.Totals.NONE : current.totals();
    }

    /** One look; true when something runs here. */
    boolean sample(Supplier<ProcSnapshot> snapshot) {
        LiveSandbox current = live;
        List<LocalExecution> running;
        synchronized (executions) {
            running = List.copyOf(executions.values());
        }
        if (current == null) {
            return !running.isEmpty();
        }
        boolean lives = current.sample(running, snapshot);
        synchronized (executions) {
            if (running.isEmpty() && !executions.isEmpty()) {
                current.background().unsure();
            }
        }
        for (LocalExecution execution : running) {
            long limit = execution.limitNanos();
            if (limit > 0 && execution.elapsedNanos() > limit + LimitWatch.PATIENCE_NANOS) {
                abandon("init did not end an execution in time");
            }
        }
        return lives;
    }

    /** Kills every process because a control can no longer be held; executions end as lost. */
    void abandon(String why) {
        log(System.Logger.Level.WARNING, why);
        LiveSandbox current = live;
        if (current != null) {
            current.kill();
        }
    }

    // Life cycle.

    @Override
    public Sandbox start() {
        synchronized (lock) {
            switch (status) {
                case RUNNING -> {}
                case CREATED, STOPPED -> launch();
                case FAILED, DESTROYED -> throw new SandboxNotRunningException(id, status);
            }
        }
        return this;
    }

    private void launch() {
        stopping = false;
        try {
            live = LiveSandbox.launch(manager.supervisor(), this, this::gone);
            status = SandboxStatus.RUNNING;
            describe();
        } catch (CapabilityRefusedException e) {
            status = SandboxStatus.FAILED;
            manager.audit(
                    new SandboxEvent.Refused(
                            id,
                            plan.capability().hash(),
                            plan.capability().sandboxTier(),
                            e.reasons()));
            throw e;
        } catch (IOException e) {
            status = SandboxStatus.FAILED;
            throw new SupervisorException("cannot start sandbox " + id + ": " + e.getMessage(), e);
        }
    }

    /**
     * The sandbox ended by itself; on the loop's thread. The end of one that was stopped may be
     * heard of only after the next start, and is not that one's.
     */
    private void gone(InitChannel ended) {
        if (!stopping) {
            Thread.ofVirtual().name("bailiwick-gone").start(() -> fail(ended));
        }
    }

    private void fail(InitChannel ended) {
        synchronized (lock) {
            LiveSandbox current = live;
            if (status == SandboxStatus.RUNNING
                    && !stopping
                    && current != null
                    && current.channel() == ended) {
                release();
                status = SandboxStatus.FAILED;
                describe();
            }
        }
    }

    boolean stopping() {
        return stopping;
    }

    @Override
    public Sandbox stop() {
        synchronized (lock) {
            switch (status) {
                case RUNNING -> {
                    stopping = true;
                    release();
                    status = SandboxStatus.STOPPED;
                    describe();
                }
                case CREATED, STOPPED -> {}
                case FAILED, DESTROYED -> throw new SandboxNotRunningException(id, status);
            }
        }
        return this;
    }

    @Override
    public void destroy() {
        synchronized (lock) {
            if (status == SandboxStatus.DESTROYED) {
                return;
            }
            stopping = true;
            release();
            status = SandboxStatus.DESTROYED;
        }
        manager.forget(this);
        manager.audit(new SandboxEvent.Destroyed(id, "destroyed by its owner"));
    }

    private void release() {
        LiveSandbox current = live;
        if (current != null) {
            current.close();
            live = null;
        }
    }

    @Override
    public void close() {
        destroy();
    }

    private void describe() {
        manager.describe(this);
    }

    /** What other processes may know. */
    Map<String, Object> description() {
        LiveSandbox current = live;
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sandbox_id", id);
        map.put("status", status.word());
        map.put("tier", plan.capability().sandboxTier().word());
        map.put("created_at", createdAt.toString());
        map.put("supervisor_pid", ProcessHandle.current().pid());
        map.put("working_directory", plan.workingDirectory().toString());
        map.put("capability_hash", plan.capability().hash());
        map.put("labels", spec.labels());
        if (current != null) {
            map.put("pid", current.initPid());
            map.put(
                    "control_groups",
                    current.controlGroups().stream().map(Path::toString).toList());
        }
        return map;
    }

    void log(System.Logger.Level level, String message) {
        Log.write(level, "sandbox " + id + ": " + message);
    }
}
