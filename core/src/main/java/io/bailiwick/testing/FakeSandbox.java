package io.bailiwick.testing;

import io.bailiwick.CommandNotFoundException;
import io.bailiwick.ExecRequest;
import io.bailiwick.Execution;
import io.bailiwick.InvalidConfigurationException;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxInfo;
import io.bailiwick.SandboxNotRunningException;
import io.bailiwick.SandboxSpec;
import io.bailiwick.SandboxStatus;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.ResourceMonitor;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** The owning handle of a fake sandbox. */
final class FakeSandbox implements Sandbox {

    private static final Set<String> DIRECTORIES =
            Set.of("/", "/bin", "/etc", "/home/agent", "/tmp", "/usr", "/usr/bin", "/var/tmp");

    private final String id;
    private final SandboxSpec spec;
    private final FakeSandboxManager manager;
    private final Instant createdAt;
    private final ResourceMonitor monitor;
    // Guarded by this, like all below.
    private final Map<String, FakeExecution> executions = new LinkedHashMap<>();
    private SandboxStatus status = SandboxStatus.CREATED;
    private long started;

    FakeSandbox(String id, SandboxSpec spec, FakeSandboxManager manager) {
        this.id = id;
        this.spec = spec;
        this.manager = manager;
        this.createdAt = manager.clock().instant();
        this.monitor = new ResourceMonitor(spec.capability().resourceLimits());
    }

    FakeSandboxManager manager() {
        return manager;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public synchronized SandboxInfo info() {
        return new SandboxInfo(
                id,
                spec.name(),
                status,
                spec.capability().sandboxTier(),
                createdAt,
                spec.labels(),
                spec.capability().hash(),
                List.of(),
                OptionalLong.empty(),
                executions.size(),
                started);
    }

    @Override
    public CapabilityDeclaration capability() {
        return spec.capability();
    }

    @Override
    public Execution spawn(ExecRequest request) {
        FakeExecution execution;
        synchronized (this) {
            requireRunning();
            String workdir =
                    request.workdir()
                            .map(Path::toString)
                            .orElse(spec.workingDirectory().toString());
            if (request.workdir().isPresent() && !isDirectory(workdir)) {
                throw new InvalidConfigurationException("no such directory: " + workdir);
            }
            String name = request.argv().getFirst();
            FakeProgram program =
                    manager.program(name)
                            .orElseThrow(() -> CommandNotFoundException.notFound(name));
            started++;
            execution =
                    new FakeExecution(
                            "exec-" + started,
                            request,
                            this,
                            manager.clock(),
                            program,
                            environment(request),
                            workdir);
            executions.put(execution.id(), execution);
        }
        execution.start();
        return execution;
    }

    private boolean isDirectory(String path) {
        return DIRECTORIES.contains(path) || spec.workingDirectory().toString().equals(path);
    }

    private static Map<String, String> environment(ExecRequest request) {
        Map<String, String> env = new TreeMap<>();
        env.put("HOME", "/home/agent");
        env.put("PATH", "/usr/bin:/bin");
        env.put("TMPDIR", "/tmp");
        env.putAll(request.env());
        return env;
    }

    private void requireRunning() {
        if (status != SandboxStatus.RUNNING) {
            throw new SandboxNotRunningException(id, status);
        }
    }

    synchronized void ended(FakeExecution execution) {
        executions.remove(execution.id());
    }

    @Override
    public synchronized List<Execution> executions() {
        return List.copyOf(executions.values());
    }

    @Override
    public ResourceMonitor monitor() {
        return monitor;
    }

    @Override
    public synchronized Sandbox start() {
        if (status == SandboxStatus.DESTROYED) {
            throw new SandboxNotRunningException(id, status);
        }
        status = SandboxStatus.RUNNING;
        return this;
    }

    @Override
    public Sandbox stop() {
        synchronized (this) {
            if (status == SandboxStatus.DESTROYED) {
                throw new SandboxNotRunningException(id, status);
            }
            status = SandboxStatus.STOPPED;
        }
        executions().forEach(Execution::kill);
        return this;
    }

    @Override
    public void destroy() {
        synchronized (this) {
            status = SandboxStatus.DESTROYED;
        }
        executions().forEach(Execution::kill);
        manager.forget(id);
    }

    @Override
    public void close() {
        destroy();
    }
}
