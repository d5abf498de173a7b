package io.bailiwick.base;

import io.bailiwick.ExecRequest;
import io.bailiwick.Execution;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxInfo;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.ResourceMonitor;
import java.util.List;

/** A handle on somebody else's sandbox: all as the owner's, except that closing it does nothing. */
public final class BorrowedSandbox implements Sandbox {

    private final Sandbox owned;

    public BorrowedSandbox(Sandbox owned) {
        this.owned = owned;
    }

    @Override
    public SandboxInfo info() {
        return owned.info();
    }

    @Override
    public CapabilityDeclaration capability() {
        return owned.capability();
    }

    @Override
    public Execution spawn(ExecRequest request) {
        return owned.spawn(request);
    }

    @Override
    public List<Execution> executions() {
        return owned.executions();
    }

    @Override
    public ResourceMonitor monitor() {
        return owned.monitor();
    }

    @Override
    public Sandbox start() {
        owned.start();
        return this;
    }

    @Override
    public Sandbox stop() {
        owned.stop();
        return this;
    }

    @Override
    public void destroy() {
        owned.destroy();
    }

    @Override
    public void close() {}
}
