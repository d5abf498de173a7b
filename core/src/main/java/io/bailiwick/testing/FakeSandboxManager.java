package io.bailiwick.testing;

import io.bailiwick.Sandbox;
import io.bailiwick.SandboxInfo;
import io.bailiwick.SandboxManager;
import io.bailiwick.SandboxNotFoundException;
import io.bailiwick.SandboxSpec;
import io.bailiwick.base.BorrowedSandbox;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sandboxes that exist in memory alone and run nothing of the host; see the package. No capability
 * is enforced, and results say so with an empty list of enforcements; one rule is imitated: without
 * {@code spawn_subprocess} a shell cannot run programs.
 *
 * <p>Thread-safe.
 */
public final class FakeSandboxManager implements SandboxManager {

    private final FakeClock clock;
    private final Map<String, FakeProgram> programs = new ConcurrentHashMap<>();
    // Guarded by this, like all below.
    private final Map<String, FakeSandbox> sandboxes = new LinkedHashMap<>();
    private boolean closed;

    /** With a clock of its own. */
    public FakeSandboxManager() {
        this(new FakeClock());
    }

    public FakeSandboxManager(FakeClock clock) {
        this.clock = clock;
        programs.putAll(FakePrograms.standard());
    }

    /** The time in every sandbox. */
    public FakeClock clock() {
        return clock;
    }

    /**
     * Installs a program in all sandboxes, where it replaces one of the same name.
     *
     * @param name without a directory; {@code /bin} and {@code /usr/bin} hold every program
     * @return this
     */
    public FakeSandboxManager install(String name, FakeProgram program) {
        programs.put(name, program);
        return this;
    }

    Optional<FakeProgram> program(String nameOrPath) {
        int slash = nameOrPath.lastIndexOf('/');
        String directory = nameOrPath.substring(0, Math.max(0, slash));
        if (slash >= 0 && !directory.equals("/bin") && !directory.equals("/usr/bin")) {
            return Optional.empty();
        }
        return Optional.ofNullable(programs.get(nameOrPath.substring(slash + 1)));
    }

    @Override
    public Sandbox create(SandboxSpec spec) {
        FakeSandbox sandbox = new FakeSandbox(UUID.randomUUID().toString(), spec, this);
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("the manager is closed");
            }
            sandboxes.put(sandbox.id(), sandbox);
        }
        return spec.autoStart() ? sandbox.start() : sandbox;
    }

    @Override
    public synchronized Sandbox sandbox(String id) {
        FakeSandbox sandbox = sandboxes.get(id);
        if (sandbox == null) {
            throw new SandboxNotFoundException(id);
        }
        return new BorrowedSandbox(sandbox);
    }

    @Override
    public List<SandboxInfo> list() {
        List<SandboxInfo> infos = new ArrayList<>();
        for (FakeSandbox sandbox : snapshot()) {
            infos.add(sandbox.info());
        }
        return List.copyOf(infos);
    }

    private synchronized List<FakeSandbox> snapshot() {
        return List.copyOf(sandboxes.values());
    }

    synchronized void forget(String id) {
        sandboxes.remove(id);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        snapshot().forEach(FakeSandbox::destroy);
    }
}
