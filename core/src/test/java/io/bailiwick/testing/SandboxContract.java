package io.bailiwick.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiwick.CommandNotFoundException;
import io.bailiwick.ExecRequest;
import io.bailiwick.ExecResult;
import io.bailiwick.InvalidConfigurationException;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxManager;
import io.bailiwick.SandboxNotFoundException;
import io.bailiwick.SandboxNotRunningException;
import io.bailiwick.SandboxSpec;
import io.bailiwick.SandboxStatus;
import io.bailiwick.SandboxSummary;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.Permissions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Life, death and identity of sandboxes, for every {@link SandboxManager}. What commands do in them
 * is in {@link ExecutionContract}; an implementation extends both.
 */
public abstract class SandboxContract {

    private SandboxManager manager;

    /** A new manager without sandboxes; the suite closes it. */
    protected abstract SandboxManager openManager();

    /** What the sandboxes of the suite may do: {@code spawn_subprocess} must be granted. */
    protected CapabilityDeclaration capability() {
        return CapabilityDeclaration.builder().permissions(Permissions.SPAWN_SUBPROCESS).build();
    }

    /** A directory that the capability allows to work in. */
    protected Path workingDirectory() {
        return Path.of("/tmp");
    }

    @BeforeEach
    final void openTheManager() {
        manager = openManager();
    }

    @AfterEach
    final void closeTheManager() {
        manager.close();
    }

    private SandboxSpec.Builder spec() {
        return SandboxSpec.builder().capability(capability()).workingDirectory(workingDirectory());
    }

    private Sandbox create() {
        return manager.create(spec().build());
    }

    @Test
    void aCreatedSandboxRuns() {
        assertThat(create().info().status()).isEqualTo(SandboxStatus.RUNNING);
    }

    @Test
    void aSandboxWithoutAutoStartWaitsForStart() {
        Sandbox sandbox = manager.create(spec().autoStart(false).build());

        assertThat(sandbox.info().status()).isEqualTo(SandboxStatus.CREATED);
        assertThatExceptionOfType(SandboxNotRunningException.class)
                .isThrownBy(() -> sandbox.run("true"))
                .satisfies(e -> assertThat(e.sandboxId()).isEqualTo(sandbox.id()))
                .satisfies(e -> assertThat(e.currentStatus()).isEqualTo("created"));
        assertThat(sandbox.start().run("true").exitCode()).isZero();
    }

    @Test
    void infoRepeatsTheSpecification() {
        Sandbox sandbox = manager.create(spec().name("builder").label("team", "red").build());

        assertThat(sandbox.info().name()).contains("builder");
        assertThat(sandbox.info().labels()).isEqualTo(Map.of("team", "red"));
        assertThat(sandbox.info().tier()).isEqualTo(capability().sandboxTier());
        assertThat(sandbox.info().capabilityHash()).isEqualTo(sandbox.capability().hash());
    }

    @Test
    void idsAreUnique() {
        assertThat(create().id()).isNotEqualTo(create().id()).isNotBlank();
    }

    @Test
    void startingARunningSandboxDoesNothing() {
        Sandbox sandbox = create();

        assertThat(sandbox.start().start().info().status()).isEqualTo(SandboxStatus.RUNNING);
    }

    @Test
    void aStoppedSandboxRefusesCommandsUntilItIsStartedAgain() {
        Sandbox sandbox = create();
        sandbox.stop().stop();

        assertThat(sandbox.info().status()).isEqualTo(SandboxStatus.STOPPED);
        assertThatExceptionOfType(SandboxNotRunningException.class)
                .isThrownBy(() -> sandbox.run("true"))
                .satisfies(e -> assertThat(e.currentStatus()).isEqualTo("stopped"));
        assertThat(sandbox.start().run("echo again").stdout()).isEqualTo("again\n");
    }

    @Test
    void destroyingTwiceIsDestroyingOnce() {
        Sandbox sandbox = create();
        sandbox.destroy();
        sandbox.destroy();

        assertThat(sandbox.info().status()).isEqualTo(SandboxStatus.DESTROYED);
        assertThat(manager.list()).isEmpty();
    }

    @Test
    void aDestroyedSandboxCannotBeUsed() {
        Sandbox sandbox = create();
        sandbox.destroy();

        assertThatExceptionOfType(SandboxNotRunningException.class)
                .isThrownBy(() -> sandbox.run("true"))
                .satisfies(e -> assertThat(e.currentStatus()).isEqualTo("destroyed"));
        assertThatExceptionOfType(SandboxNotRunningException.class).isThrownBy(sandbox::start);
    }

    @Test
    void closingAnOwningHandleDestroys() {
        Sandbox sandbox = create();
        sandbox.close();
        sandbox.close();

        assertThatExceptionOfType(SandboxNotFoundException.class)
                .isThrownBy(() -> manager.sandbox(sandbox.id()));
    }

    @Test
    void closingABorrowedHandleLeavesTheSandboxAlone() {
        Sandbox sandbox = create();
        Sandbox borrowed = manager.sandbox(sandbox.id());
        borrowed.close();

        assertThat(sandbox.run("echo alive").stdout()).isEqualTo("alive\n");
    }

    @Test
    void destroyCompletesOnAnInterruptedThread() {
        Sandbox sandbox = create();
        Thread.currentThread().interrupt();
        try {
            sandbox.destroy();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(manager.list()).isEmpty();
    }

    @Test
    void anUnknownIdIsNamed() {
        assertThatExceptionOfType(SandboxNotFoundException.class)
                .isThrownBy(() -> manager.sandbox("nonsense"))
                .withMessage("unknown sandbox id: nonsense")
                .satisfies(e -> assertThat(e.sandboxId()).isEqualTo("nonsense"));
    }

    @Test
    void theListHoldsTheLivingOldestFirst() {
        Sandbox first = create();
        Sandbox second = create();
        Sandbox third = create();
        second.destroy();

        assertThat(manager.list()).extracting("id").containsExactly(first.id(), third.id());
    }

    @Test
    void closingTheManagerDestroysWhatItCreated() {
        Sandbox sandbox = create();
        manager.close();
        manager.close();

        assertThat(sandbox.info().status()).isEqualTo(SandboxStatus.DESTROYED);
        assertThatThrownBy(this::create).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void executeByIdAnswersOutputCodeAndUsage() {
        String id = manager.createSandbox(capability());
        ExecResult result = manager.execute(id, List.of("sh", "-c", "echo hello; exit 3"));

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.stdout()).isEqualTo("hello\n");
        assertThat(result.durationMs()).isNotNegative();
        assertThat(result.resourceUsage())
                .containsOnlyKeys(
                        "cpu_seconds",
                        "peak_memory_mb",
                        "tokens_used",
                        "cost_usd",
                        "elapsed_seconds");
    }

    @Test
    void statusByIdGoesFromCreatedToStopped() {
        String id = manager.createSandbox(capability());
        assertThat(manager.status(id)).isEqualTo("created");
        manager.execute(id, List.of("true"));

        assertThat(manager.status(id)).isEqualTo("stopped");
        assertThat(manager.execute(id, List.of("true")).success()).isTrue();
    }

    @Test
    void executeByIdStartsAStoppedSandbox() {
        Sandbox sandbox = create();
        sandbox.stop();

        assertThat(manager.execute(sandbox.id(), List.of("true")).success()).isTrue();
    }

    @Test
    void aMissingProgramByIdIsAResult() {
        String id = manager.createSandbox(capability());
        ExecResult result = manager.execute(id, List.of("no-such-program"));

        assertThat(result.exitCode()).isEqualTo(-1);
        assertThat(result.stderr())
                .isEqualTo(
                        "sandbox execution error: [Errno 2] No such file or directory:"
                                + " 'no-such-program'");
        assertThat(manager.execute(id, List.of("true")).success()).isTrue();
    }

    @Test
    void aMissingProgramOfARequestIsAnException() {
        Sandbox sandbox = create();

        assertThatExceptionOfType(CommandNotFoundException.class)
                .isThrownBy(() -> sandbox.exec(ExecRequest.ofArgv("no-such-program")))
                .satisfies(e -> assertThat(e.program()).isEqualTo("no-such-program"))
                .satisfies(e -> assertThat(e.code().exitStatus()).isEqualTo(127));
    }

    @Test
    void listByIdHoldsIdStatusAndTier() {
        String id = manager.createSandbox(capability());

        assertThat(manager.listSandboxes())
                .containsExactly(new SandboxSummary(id, "created", capability().sandboxTier()));
    }

    @Test
    void destroyByIdForgetsTheSandbox() {
        String id = manager.createSandbox(capability());
        manager.destroy(id);

        assertThatExceptionOfType(SandboxNotFoundException.class)
                .isThrownBy(() -> manager.destroy(id))
                .withMessage("unknown sandbox id: " + id);
    }

    @Test
    void anEmptyCommandByIdIsRefused() {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> manager.execute("nonsense", List.of()))
                .withMessage("command must not be empty");
    }

    @Test
    void metacharactersInTheProgramAreRefusedBeforeTheIdIsLookedUp() {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> manager.execute("nonsense", List.of("ls;rm|x", "ok")))
                .withMessage(
                        "command executable contains disallowed shell metacharacters [';', '|']:"
                                + " 'ls;rm|x'");
    }

    @Test
    void metacharactersInArgumentsAreHarmless() {
        String id = manager.createSandbox(capability());

        assertThat(manager.execute(id, List.of("echo", "a;b|c&d$e`f")).stdout())
                .isEqualTo("a;b|c&d$e`f\n");
    }
}
