package io.bailiwick;

import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.ResourceMonitor;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A place where commands run with exactly the access that a capability declares.
 *
 * <p>A handle either owns its sandbox ({@link SandboxManager#create}) or borrows it ({@link
 * SandboxManager#sandbox}); they differ in {@link #close()} alone.
 *
 * <p>Running a command never throws for what the command did, unless the request asks for it with
 * {@link ExecRequest.Builder#raiseOnError()}; it throws for the caller's mistakes and for failures
 * of ours. Every call that waits obeys interruption: the work is killed and {@link
 * CancelledException} is thrown, with the thread's interrupt status set.
 *
 * <p>Thread-safe; any number of commands may run at once.
 */
public interface Sandbox extends AutoCloseable {

    /** The wall-clock limit of {@link #run(String)}. */
    Duration DEFAULT_RUN_TIMEOUT = Duration.ofSeconds(60);

    /** What is known about this sandbox now. Also answers after {@link #destroy()}. */
    SandboxInfo info();

    /** The sandbox's unique id. */
    default String id() {
        return info().id();
    }

    /** The effective capability; its hash is in {@link SandboxInfo#capabilityHash()}. */
    CapabilityDeclaration capability();

    /**
     * Starts a command and does not wait for its end.
     *
     * @throws SandboxNotRunningException when the sandbox is not running
     * @throws InvalidConfigurationException when the request cannot be carried out here, such as a
     *     working directory that does not exist in the sandbox
     * @throws CommandNotFoundException when the program does not exist or cannot be executed; an
     *     implementation may throw this from {@link Execution#join()} instead
     */
    Execution spawn(ExecRequest request);

    /** The executions that have not ended, oldest first. */
    List<Execution> executions();

    /**
     * What the sandbox has used of its limits, and where the embedder reports tokens and cost that
     * it spends on the sandbox's behalf.
     */
    ResourceMonitor monitor();

    /**
     * Makes a created or stopped sandbox run; does nothing when it runs already.
     *
     * @return this
     * @throws SandboxNotRunningException when the sandbox is destroyed or has failed
     */
    Sandbox start();

    /**
     * Kills every process in the sandbox; does nothing when none can run already. Executions under
     * way end as {@link Outcome.Cancelled}.
     *
     * @return this
     * @throws SandboxNotRunningException when the sandbox is destroyed or has failed
     */
    Sandbox stop();

    /**
     * Kills every process and removes what belongs to the sandbox alone. A second call does
     * nothing. Completes even when the calling thread is interrupted.
     */
    void destroy();

    /**
     * An owning handle destroys its sandbox, a borrowed one leaves it alone. A second call does
     * nothing.
     */
    @Override
    void close();

    /**
     * Starts a command and waits for its end.
     *
     * @throws SandboxNotRunningException as {@link #spawn}
     * @throws InvalidConfigurationException as {@link #spawn}
     * @throws CommandNotFoundException as {@link #spawn}
     * @throws CancelledException when the calling thread is interrupted
     * @throws SandboxException as {@link ExecResult#raiseOnError()}, when the request asks for it
     */
    default ExecResult exec(ExecRequest request) {
        ExecResult result = spawn(request).join();
        return request.raiseOnError() ? result.raiseOnError() : result;
    }

    /** Runs a line of shell with a limit of 60 seconds. */
    default ExecResult run(String command) {
        return run(command, UnaryOperator.identity());
    }

    /**
     * Runs a line of shell; the limit is 60 seconds unless the options say otherwise.
     *
     * @param options for example {@code r -> r.timeout(Duration.ofSeconds(5)).raiseOnError()}
     */
    default ExecResult run(String command, UnaryOperator<ExecRequest.Builder> options) {
        ExecRequest.Builder request =
                ExecRequest.builder().command(command).timeout(DEFAULT_RUN_TIMEOUT);
        return exec(options.apply(request).build());
    }
}
