package io.bailiwick.cli;

import io.bailiwick.CapabilityRefusedException;
import io.bailiwick.ErrorCode;
import io.bailiwick.ExecRequest;
import io.bailiwick.ExecResult;
import io.bailiwick.Execution;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxException;
import io.bailiwick.SandboxManager;
import io.bailiwick.SandboxSpec;
import io.bailiwick.policy.CapabilityParseException;
import io.bailiwick.policy.diagnostics.Problem;
import java.util.List;
import java.util.Optional;

/** One call of {@code bailiwick run}: creates, streams, reports. Used by one thread. */
final class RunSession {

    private static final int OURS = ErrorCode.SUPERVISOR_FAILED.exitStatus();

    private final Context context;
    private final RunCommand.Options options;
    private final RunReporter reporter;

    RunSession(Context context, RunCommand.Options options) {
        this.context = context;
        this.options = options;
        this.reporter = new RunReporter(context.console(), options);
    }

    /** Runs and answers the exit status. */
    int run() {
        try (SignalRelay relay = SignalRelay.install()) {
            return run(relay);
        }
    }

    private int run(SignalRelay relay) {
        CapabilityFile file;
        try {
            file = CapabilityFile.load(options.config());
        } catch (CapabilityParseException e) {
            return reporter.invalid(e.problems(), e.text(), e.render());
        }
        List<Problem> findings = file.lint(context);
        if (CapabilityFile.refused(findings)) {
            return reporter.dangerous(file, findings);
        }
        reporter.warnings(file, findings);
        try (SandboxManager manager = context.managers().get()) {
            return run(file, manager, relay);
        } catch (CapabilityRefusedException e) {
            return reporter.refused(file, e);
        } catch (SandboxException e) {
            return reporter.failed(e);
        }
    }

    private int run(CapabilityFile file, SandboxManager manager, SignalRelay relay) {
        Sandbox sandbox =
                manager.create(
                        SandboxSpec.builder()
                                .capability(file.capability())
                                .workingDirectory(context.workingDirectory())
                                .labels(options.labels())
                                .strict(options.strict())
                                .build());
        reporter.created(file, sandbox.info());
        AgentOutput out = new AgentOutput(context.console().agentOut());
        AgentOutput err = new AgentOutput(context.console().agentErr());
        Optional<Integer> interrupted = relay.beforeStart();
        if (interrupted.isPresent()) {
            return interrupted.get();
        }
        Execution execution = sandbox.spawn(request(out, err));
        out.belongsTo(execution);
        relay.attach(execution);
        ExecResult result = execution.join();
        if (out.failure().isPresent()) {
            return reporter.outputLost(out.failure().get());
        }
        reporter.finished(file, sandbox.info(), result, err.endsWithinLine());
        return result.outcome().exitStatus();
    }

    private ExecRequest request(AgentOutput out, AgentOutput err) {
        ExecRequest.Builder request =
                ExecRequest.builder()
                        .argv(options.command())
                        .stdin(context.stdin())
                        .captureLimit(0)
                        .onStdout(out)
                        .onStderr(err);
        if (!options.timeout().isZero()) {
            request.timeout(options.timeout());
        }
        return request.build();
    }

    static int ours() {
        return OURS;
    }
}
