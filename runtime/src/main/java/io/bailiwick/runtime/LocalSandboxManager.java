package io.bailiwick.runtime;

import io.bailiwick.CapabilityRefusedException;
import io.bailiwick.InvalidConfigurationException;
import io.bailiwick.RuntimeUnavailableException;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxEvent;
import io.bailiwick.SandboxInfo;
import io.bailiwick.SandboxManager;
import io.bailiwick.SandboxNotFoundException;
import io.bailiwick.SandboxSpec;
import io.bailiwick.TierUnavailableException;
import io.bailiwick.audit.AuditLocation;
import io.bailiwick.audit.AuditLog;
import io.bailiwick.base.BorrowedSandbox;
import io.bailiwick.plan.HostFeatures;
import io.bailiwick.plan.PlanRequest;
import io.bailiwick.plan.PlanResult;
import io.bailiwick.plan.Planner;
import io.bailiwick.plan.SandboxPlan;
import io.bailiwick.runtime.log.Log;
import io.bailiwick.runtime.state.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sandboxes of this process on this machine. Thread-safe.
 *
 * <p>The audit is opened with the first event and nothing happens unaudited: an event that cannot
 * be recorded fails the operation that it belongs to.
 */
public final class LocalSandboxManager implements SandboxManager {

    private final Supervisor supervisor;
    private final Clock clock;
    private final Map<String, String> environment;
    private final List<Path> protectedPaths;
    private final LimitWatch watch = new LimitWatch(this::sandboxes);
    private final Map<String, LocalSandbox> sandboxes = new LinkedHashMap<>(); // guarded by itself
    private @Nullable AuditLog audit; // guarded by auditLock
    private final Object auditLock = new Object();
    private volatile boolean closed;

    private LocalSandboxManager(
            Supervisor supervisor,
            Clock clock,
            Map<String, String> environment,
            List<Path> protectedPaths) {
        this.supervisor = supervisor;
        this.clock = clock;
        this.environment = environment;
        this.protectedPaths = protectedPaths;
    }

    /**
     * Opens a manager for this process's user.
     *
     * @param options none are known yet
     * @throws InvalidConfigurationException for any option
     * @throws RuntimeUnavailableException when /proc cannot be read
     */
    public static LocalSandboxManager open(Map<String, String> options) {
        if (!options.isEmpty()) {
            throw new InvalidConfigurationException(
                    "unknown option of the local runtime: " + options.keySet().iterator().next());
        }
        return open(System.getenv(), home());
    }

    /** Opens a manager with a given environment and home directory. */
    public static LocalSandboxManager open(Map<String, String> environment, Path home) {
        try {
            boolean root =
                    "0".equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString());
            Directories directories = Directories.of(root, environment, home);
            return new LocalSandboxManager(
                    new Supervisor(directories),
                    Clock.systemUTC(),
                    Map.copyOf(environment),
                    List.of(directories.state(), directories.run()));
        } catch (IOException | UnsupportedOperationException e) {
            throw new RuntimeUnavailableException(
                    "this host cannot run sandboxes: " + e.getMessage(), e);
        }
    }

    private static Path home() {
        return Path.of(System.getProperty("user.home", "/nonexistent"));
    }

    /** What this host offers; the same that planning uses. */
    public HostFeatures features() {
        return supervisor.features();
    }

    /** Where state and run-time files are. */
    public Directories directories() {
        return supervisor.directories();
    }

    /** Plans without creating anything. */
    public PlanResult plan(SandboxSpec spec) {
        return Planner.plan(
                new PlanRequest(
                        spec.capability(),
                        real(spec.workingDirectory()),
                        real(home()),
                        protectedPaths(),
                        spec.strict()),
                supervisor.features());
    }

    /** As they are written and as they are: a capability may name either. */
    private List<Path> protectedPaths() {
        Set<Path> paths = new LinkedHashSet<>(protectedPaths);
        for (Path path : protectedPaths) {
            paths.add(real(path));
        }
        return List.copyOf(paths);
    }

    /** Without symbolic links, as far as the path exists. */
    private static Path real(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        for (Path at = absolute; at != null; at = at.getParent()) {
            try {
                return at.toRealPath().resolve(at.relativize(absolute)).normalize();
            } catch (IOException e) {
                // It does not exist or cannot be seen: its parent may.
                Log.write(System.Logger.Level.TRACE, "not resolved: " + at);
            }
        }
        return absolute;
    }

    @Override
    public Sandbox create(SandboxSpec spec) {
        requireOpen();
        if (!Files.isDirectory(spec.workingDirectory())) {
            throw new InvalidConfigurationException(
                    "working directory does not exist: " + spec.workingDirectory());
        }
        requireNameable(spec.workingDirectory());
        String id = supervisor.random().nextUuid().toString();
        SandboxPlan plan = planned(id, spec);
        if (spec.autoStart()) {
            supervisor.ahead();
        }
        LocalSandbox sandbox = new LocalSandbox(this, id, spec, plan, clock.instant(), environment);
        audit(
                new SandboxEvent.Created(
                        id,
                        plan.capability().hash(),
                        plan.capability().sandboxTier(),
                        plan.workingDirectory(),
                        spec.labels(),
                        planSummary(plan),
                        plan.enforcement()));
        synchronized (sandboxes) {
            sandboxes.put(id, sandbox);
        }
        if (spec.autoStart()) {
            boolean started = false;
            try {
                sandbox.start();
                started = true;
            } finally {
                if (!started) {
                    sandbox.destroy();
                }
            }
        }
        return sandbox;
    }

    /** A path of the host is bytes; rules and the launcher have text. */
    private static void requireNameable(Path directory) {
        boolean same;
        try {
            Path real = real(directory);
            same = Path.of(real.toString()).equals(real);
        } catch (InvalidPathException e) {
            same = false;
        }
        if (!same) {
            throw new InvalidConfigurationException(
                    "the path of the working directory is not text in the locale's charset: "
                            + directory
                            + "; rename it, or use a UTF-8 locale (LC_ALL=C.UTF-8)");
        }
    }

    private SandboxPlan planned(String id, SandboxSpec spec) {
        return switch (plan(spec)) {
            case PlanResult.Planned planned -> planned.plan();
            case PlanResult.Refused refused -> {
                audit(
                        new SandboxEvent.Refused(
                                id,
                                spec.capability().hash(),
                                spec.capability().sandboxTier(),
                                refused.reasons()));
                throw new CapabilityRefusedException(refused.reasons());
            }
            case PlanResult.Unavailable unavailable ->
                    throw new TierUnavailableException(unavailable.tier(), unavailable.missing());
        };
    }

    private static Map<String, Object> planSummary(SandboxPlan plan) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("files", plan.files().rules().stream().map(rule -> rule.describe()).toList());
        summary.put("spawn_subprocess", plan.spawnAllowed());
        summary.put("control_group", plan.limits().useControlGroup());
        return summary;
    }

    @Override
    public Sandbox sandbox(String id) {
        return new BorrowedSandbox(find(id));
    }

    private LocalSandbox find(String id) {
        synchronized (sandboxes) {
            LocalSandbox sandbox = sandboxes.get(id);
            if (sandbox == null) {
                throw new SandboxNotFoundException(id);
            }
            return sandbox;
        }
    }

    @Override
    public List<SandboxInfo> list() {
        List<SandboxInfo> infos = new ArrayList<>();
        for (LocalSandbox sandbox : sandboxes()) {
            infos.add(sandbox.info());
        }
        return List.copyOf(infos);
    }

    private List<LocalSandbox> sandboxes() {
        synchronized (sandboxes) {
            return List.copyOf(sandboxes.values());
        }
    }

    Supervisor supervisor() {
        return supervisor;
    }

    LimitWatch watch() {
        return watch;
    }

    void describe(LocalSandbox sandbox) {
        try {
            supervisor.directory().describe(sandbox.id(), sandbox.description());
        } catch (IOException e) {
            // Others cannot see this sandbox; it works all the same.
            supervisor.log("description of a sandbox: " + e.getMessage());
        }
    }

    void forget(LocalSandbox sandbox) {
        synchronized (sandboxes) {
            sandboxes.remove(sandbox.id());
        }
        try {
            supervisor.directory().forget(sandbox.id());
        } catch (IOException e) {
            // The next sweep removes what is left.
            supervisor.log("removing a sandbox: " + e.getMessage());
        }
    }

    void audit(SandboxEvent event) {
        log().append(event);
    }

    private AuditLog log() {
        synchronized (auditLock) {
            if (audit == null) {
                try {
                    supervisor.directories().prepare();
                } catch (IOException e) {
                    throw new io.bailiwick.AuditFailedException(
                            "cannot open the audit: " + e.getMessage(), e);
                }
                audit = AuditLog.open(AuditLocation.in(supervisor.directories().state()), clock);
            }
            return audit;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the manager is closed");
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (LocalSandbox sandbox : sandboxes()) {
            sandbox.destroy();
        }
        watch.close();
        supervisor.close();
        synchronized (auditLock) {
            if (audit != null) {
                audit.close();
            }
        }
    }
}
