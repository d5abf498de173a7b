package io.bailiwick;

import io.bailiwick.policy.CapabilityDeclaration;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Creates sandboxes and finds them again.
 *
 * <p>The first group of methods is the API; the id-based methods after it are conveniences over the
 * first group for programs that hold ids instead of handles.
 *
 * <p>Thread-safe.
 */
public interface SandboxManager extends AutoCloseable {

    /** The wall-clock limit of {@link #execute(String, List)}. */
    Duration DEFAULT_EXECUTE_TIMEOUT = Duration.ofSeconds(30);

    /**
     * A manager of sandboxes on this machine, with default options.
     *
     * @throws RuntimeUnavailableException when the artifact {@code io.bailiwick:bailiwick} is not
     *     on the class path
     */
    static SandboxManager local() {
        return local(Map.of());
    }

    /**
     * A manager of sandboxes on this machine.
     *
     * @param options passed to the runtime, which refuses names that it does not know
     * @throws RuntimeUnavailableException when the artifact {@code io.bailiwick:bailiwick} is not
     *     on the class path
     * @throws InvalidConfigurationException when the runtime refuses an option
     */
    static SandboxManager local(Map<String, String> options) {
        return LocalRuntimes.find().open(options);
    }

    /**
     * Creates a sandbox and, unless the specification says otherwise, starts it. The returned
     * handle owns the sandbox: closing it destroys the sandbox.
     *
     * @throws CapabilityRefusedException when this host cannot enforce the capability
     * @throws TierUnavailableException when the tier's software is missing
     * @throws InvalidConfigurationException when the specification cannot be used here
     * @throws IllegalStateException when the manager is closed
     */
    Sandbox create(SandboxSpec spec);

    /**
     * A borrowed handle: closing it releases the handle and leaves the sandbox alone.
     *
     * @throws SandboxNotFoundException when there is no sandbox of that id
     */
    Sandbox sandbox(String id);

    /** The sandboxes that exist, oldest first. */
    List<SandboxInfo> list();

    /**
     * A local manager destroys the sandboxes that it created; a remote one disconnects. A second
     * call does nothing. Completes even when the calling thread is interrupted.
     */
    @Override
    void close();

    /** Creates and starts a sandbox in the current directory and answers its id. */
    default String createSandbox(CapabilityDeclaration capability) {
        return create(SandboxSpec.of(capability)).id();
    }

    /** {@link #execute(String, List, Duration)} with a limit of 30 seconds. */
    default ExecResult execute(String id, List<String> argv) {
        return execute(id, argv, DEFAULT_EXECUTE_TIMEOUT);
    }

    /**
     * Runs a command without a shell and waits for its end. A sandbox that was stopped is started
     * again. A program that does not exist is a result with exit code -1 whose standard error says
     * so; the sandbox stays usable.
     *
     * @param argv the program and its arguments; the program's name must not contain the shell
     *     metacharacters {@code ; | & $ `} or a newline, its arguments may
     * @throws InvalidConfigurationException for an empty command or a metacharacter; checked before
     *     the id
     * @throws SandboxNotFoundException when there is no sandbox of that id
     * @throws SandboxNotRunningException when the sandbox has failed
     * @throws CancelledException when the calling thread is interrupted; the command is killed
     */
    default ExecResult execute(String id, List<String> argv, Duration timeout) {
        return IdBased.execute(this, id, argv, timeout);
    }

    /**
     * Kills whatever runs in the sandbox and removes it.
     *
     * @throws SandboxNotFoundException when there is no sandbox of that id, also after an earlier
     *     {@code destroy}
     */
    default void destroy(String id) {
        sandbox(id).destroy();
    }

    /**
     * The sandbox's state in four words: {@code created} before its first command, {@code running}
     * while a command runs, {@code stopped} after a command or when stopped, {@code failed}.
     *
     * @throws SandboxNotFoundException when there is no sandbox of that id
     */
    default String status(String id) {
        return IdBased.status(sandbox(id).info());
    }

    /** Id, state in the words of {@link #status} and tier of each sandbox, oldest first. */
    default List<SandboxSummary> listSandboxes() {
        return IdBased.summaries(list());
    }
}
