package io.bailiwick.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bailiwick.CancelledException;
import io.bailiwick.CommandExecutionException;
import io.bailiwick.CommandTimeoutException;
import io.bailiwick.Denial;
import io.bailiwick.ExecRequest;
import io.bailiwick.ExecResult;
import io.bailiwick.Execution;
import io.bailiwick.InvalidConfigurationException;
import io.bailiwick.Outcome;
import io.bailiwick.OutputSink;
import io.bailiwick.PermissionDeniedException;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxManager;
import io.bailiwick.SandboxSpec;
import io.bailiwick.Signal;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.Permissions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What commands do in a sandbox, for every {@link Sandbox}. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class ExecutionContract {

    private static final Duration SOON = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(30);

    private SandboxManager manager;
    private Sandbox sandbox;

    /** A new manager; the suite closes it. */
    protected abstract SandboxManager openManager();

    /** What the sandboxes of the suite may do: {@code spawn_subprocess} must be granted. */
    protected CapabilityDeclaration capability() {
        return CapabilityDeclaration.builder().permissions(Permissions.SPAWN_SUBPROCESS).build();
    }

    /** As {@link #capability()} without {@code spawn_subprocess}. */
    protected CapabilityDeclaration capabilityWithoutSpawn() {
        return capability().toBuilder().permissions().build();
    }

    /** A directory that the capability allows to work in. */
    protected Path workingDirectory() {
        return Path.of("/tmp");
    }

    @BeforeEach
    final void createTheSandbox() {
        manager = openManager();
        sandbox = create(capability());
    }

    @AfterEach
    final void closeTheManager() {
        manager.close();
    }

    private Sandbox create(CapabilityDeclaration capability) {
        return manager.create(
                SandboxSpec.builder()
                        .capability(capability)
                        .workingDirectory(workingDirectory())
                        .build());
    }

    private Execution spawnCat() {
        return sandbox.spawn(ExecRequest.builder().argv("cat").stdinPipe().build());
    }

    @Test
    void bothStreamsComeBackOnSuccess() {
        ExecResult result = sandbox.run("echo out; echo err >&2");

        assertThat(result.success()).isTrue();
        assertThat(result.stdout()).isEqualTo("out\n");
        assertThat(result.stderr()).isEqualTo("err\n");
    }

    @Test
    void theExitCodeIsTheCommands() {
        ExecResult result = sandbox.run("exit 42");

        assertThat(result.outcome()).isEqualTo(new Outcome.Exited(42));
        assertThat(result.exitCode()).isEqualTo(42);
    }

    @Test
    void aCommandIsALineOfShellAndArgvIsNot() {
        assertThat(sandbox.run("echo a && echo b").stdout()).isEqualTo("a\nb\n");
        assertThat(sandbox.exec(ExecRequest.ofArgv("echo", "a && echo b")).stdout())
                .isEqualTo("a && echo b\n");
    }

    @Test
    void theResultRepeatsTheCommand() {
        assertThat(sandbox.run("true").command()).isEqualTo("true");
        assertThat(sandbox.exec(ExecRequest.ofArgv("echo", "x")).command()).isEqualTo("echo x");
    }

    @Test
    void aMissingProgramInAShellIsCode127() {
        ExecResult result = sandbox.run("no-such-program");

        assertThat(result.exitCode()).isEqualTo(127);
        assertThat(result.stderr()).contains("no-such-program").contains("not found");
    }

    @Test
    void standardInputIsEmptyByDefault() {
        assertThat(sandbox.run("cat").stdout()).isEmpty();
    }

    @Test
    void standardInputComesFromBytes() {
        assertThat(sandbox.run("cat", r -> r.stdin("some text")).stdout()).isEqualTo("some text");
    }

    @Test
    void standardInputComesFromAStream() {
        byte[] bytes = "from a stream".getBytes(StandardCharsets.UTF_8);

        assertThat(sandbox.run("cat", r -> r.stdin(new ByteArrayInputStream(bytes))).stdout())
                .isEqualTo("from a stream");
    }

    @Test
    void aMegabyteGoesInAndComesOut() {
        byte[] bytes = new byte[1 << 20];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }

        assertThat(sandbox.run("cat", r -> r.stdin(bytes)).out().bytes()).isEqualTo(bytes);
    }

    @Test
    void standardInputIsWrittenWhileTheCommandRuns() throws IOException {
        Execution execution = spawnCat();
        try (OutputStream stdin = execution.stdin()) {
            stdin.write("one\n".getBytes(StandardCharsets.UTF_8));
            stdin.flush();
            assertThat(execution.stdout().readNBytes(4)).asString().isEqualTo("one\n");
            assertThat(execution.poll()).isEmpty();
            stdin.write("two\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(execution.join().stdout()).isEqualTo("one\ntwo\n");
        assertThat(execution.poll()).contains(execution.join());
    }

    @Test
    void outputThatIsNotUtf8IsKeptAsBytes() {
        ExecResult result = sandbox.run("cat", r -> r.stdin(new byte[] {'a', (byte) 0xff, 'b'}));

        assertThat(result.out().bytes()).containsExactly('a', 0xff, 'b');
        assertThat(result.stdout()).isEqualTo("a\ufffdb");
    }

    @Test
    void variablesOfTheRequestReachTheCommand() {
        assertThat(sandbox.run("echo \"$GREETING\"", r -> r.env("GREETING", "a  b")).stdout())
                .isEqualTo("a  b\n");
    }

    @Test
    void theCommandStartsInItsWorkingDirectory() {
        assertThat(sandbox.run("pwd", r -> r.workdir(Path.of("/usr"))).stdout())
                .isEqualTo("/usr\n");
    }

    @Test
    void aWorkingDirectoryThatDoesNotExistIsRefused() {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> sandbox.run("pwd", r -> r.workdir(Path.of("/no/such/place"))))
                .withMessageContaining("/no/such/place");
    }

    @Test
    void outputBeyondTheLimitIsCountedAndDropped() {
        byte[] bytes = "0123456789".repeat(1000).getBytes(StandardCharsets.UTF_8);
        ExecResult result = sandbox.run("cat", r -> r.stdin(bytes).captureLimit(25));

        assertThat(result.stdout()).isEqualTo("0123456789012345678901234");
        assertThat(result.out().total()).isEqualTo(10_000);
        assertThat(result.truncated()).isTrue();
    }

    @Test
    void sinksReceiveAllOutput() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        sandbox.run(
                "echo out; echo err >&2",
                r -> r.captureLimit(0).onStdout(OutputSink.of(out)).onStderr(OutputSink.of(err)));

        assertThat(out).hasToString("out\n");
        assertThat(err).hasToString("err\n");
    }

    @Test
    void aFailingSinkDoesNotDisturbTheCommand() {
        ExecResult result =
                sandbox.run(
                        "echo one; echo two",
                        r ->
                                r.onStdout(bytes -> {
                                    throw new IOException("receiver gone");
                                }));

        assertThat(result.stdout()).isEqualTo("one\ntwo\n");
    }

    @Test
    void aTimeoutKillsAndKeepsTheOutputSoFar() {
        ExecResult result = sandbox.run("echo partial; sleep 30", r -> r.timeout(SOON));

        assertThat(result.outcome()).isEqualTo(new Outcome.TimedOut(SOON));
        assertThat(result.exitCode()).isEqualTo(-9);
        assertThat(result.timedOut()).isTrue();
        assertThat(result.stdout()).isEqualTo("partial\n");
        assertThat(result.stderr()).isEmpty();
        assertThat(result.toSandboxResult().stderr())
                .isEqualTo("\n[sandbox] killed: wall-clock timeout of 0.3s exceeded");
        assertThat(result.duration()).isGreaterThanOrEqualTo(SOON).isLessThan(LONG);
    }

    @Test
    void aTimeoutEndsACommandThatWaitsForInput() {
        ExecResult result =
                sandbox.exec(ExecRequest.builder().argv("cat").stdinPipe().timeout(SOON).build());

        assertThat(result.timedOut()).isTrue();
    }

    @Test
    void aSandboxIsUsableAfterATimeout() {
        sandbox.run("sleep 30", r -> r.timeout(SOON));

        assertThat(sandbox.run("echo fine").stdout()).isEqualTo("fine\n");
    }

    @Test
    void aSignalEndsTheCommand() {
        Execution execution = spawnCat();
        execution.signal(Signal.TERM);
        ExecResult result = execution.join();

        assertThat(result.outcome()).isEqualTo(new Outcome.Signalled(15));
        assertThat(result.exitCode()).isEqualTo(-15);
    }

    @Test
    void killEndsTheCommandAsCancelled() {
        Execution execution = spawnCat();
        execution.kill();
        execution.kill();

        assertThat(execution.join().outcome()).isEqualTo(new Outcome.Cancelled());
        assertThat(execution.join().exitCode()).isEqualTo(-9);
    }

    @Test
    void signalAndKillAfterTheEndDoNothing() {
        Execution execution = sandbox.spawn(ExecRequest.ofCommand("exit 5"));
        execution.join();
        execution.signal(Signal.TERM);
        execution.kill();

        assertThat(execution.join().exitCode()).isEqualTo(5);
    }

    @Test
    void stoppingTheSandboxCancelsItsCommands() {
        Execution execution = spawnCat();
        sandbox.stop();

        assertThat(execution.join().outcome()).isEqualTo(new Outcome.Cancelled());
        assertThat(sandbox.executions()).isEmpty();
    }

    @Test
    void destroyingTheSandboxEndsItsCommands() {
        Execution execution = spawnCat();
        sandbox.destroy();

        assertThat(execution.join().exitCode()).isNegative();
    }

    @Test
    void interruptingTheCallerKillsTheCommand() {
        Execution execution = spawnCat();
        CompletableFuture<Boolean> interruptedStatus = new CompletableFuture<>();
        Thread caller =
                Thread.ofPlatform()
                        .start(() -> {
                            Thread.currentThread().interrupt();
                            try {
                                execution.join();
                            } catch (CancelledException e) {
                                interruptedStatus.complete(Thread.currentThread().isInterrupted());
                            }
                            interruptedStatus.completeExceptionally(
                                    new AssertionError("join answered"));
                        });

        assertThat(interruptedStatus.join()).isTrue();
        assertThat(execution.join().outcome()).isEqualTo(new Outcome.Cancelled());
        assertThat(caller).isNotNull();
    }

    @Test
    void commandsRunAtTheSameTime() throws IOException {
        List<Execution> executions = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            executions.add(spawnCat());
        }
        assertThat(sandbox.executions()).hasSize(8);
        assertThat(sandbox.executions()).extracting(Execution::id).doesNotHaveDuplicates();
        assertThat(sandbox.info().runningExecutions()).isEqualTo(8);
        for (int i = 0; i < 8; i++) {
            try (OutputStream stdin = executions.get(i).stdin()) {
                stdin.write(("number " + i).getBytes(StandardCharsets.UTF_8));
            }
        }

        for (int i = 0; i < 8; i++) {
            assertThat(executions.get(i).join().stdout()).isEqualTo("number " + i);
        }
        assertThat(sandbox.executions()).isEmpty();
    }

    @Test
    void raiseOnErrorThrowsForAFailingCommand() {
        assertThatExceptionOfType(CommandExecutionException.class)
                .isThrownBy(() -> sandbox.run("echo why >&2; exit 3", r -> r.raiseOnError()))
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(3))
                .satisfies(e -> assertThat(e.stderr()).isEqualTo("why\n"))
                .satisfies(e -> assertThat(e.command()).startsWith("echo why"));
    }

    @Test
    void raiseOnErrorThrowsForATimeout() {
        assertThatExceptionOfType(CommandTimeoutException.class)
                .isThrownBy(() ->
                        sandbox.run("echo partial; sleep 30", r -> r.timeout(SOON).raiseOnError()))
                .satisfies(e -> assertThat(e.timeout()).isEqualTo(SOON))
                .satisfies(
                        e -> assertThat(e.result().orElseThrow().stdout()).isEqualTo("partial\n"));
    }

    @Test
    void raiseOnErrorAnswersASuccess() {
        assertThat(sandbox.run("echo fine", r -> r.raiseOnError()).stdout()).isEqualTo("fine\n");
    }

    @Test
    void aRefusedProcessIsADenialWithItsRemedy() {
        ExecResult result = create(capabilityWithoutSpawn()).run("/bin/cat </dev/null; exit 3");

        assertThat(result.exitCode()).isPositive();
        assertThat(result.usage().refusedSpawns()).isPositive();
        assertThat(result.denials())
                .anySatisfy(denial -> {
                    assertThat(denial.kind()).isEqualTo(Denial.Kind.SPAWN);
                    assertThat(denial.help()).contains(Permissions.SPAWN_SUBPROCESS);
                });
    }

    @Test
    void raiseOnErrorNamesTheDenialOfAFailingCommand() {
        Sandbox alone = create(capabilityWithoutSpawn());

        assertThatExceptionOfType(PermissionDeniedException.class)
                .isThrownBy(() -> alone.run("/bin/cat </dev/null; exit 3", r -> r.raiseOnError()))
                .satisfies(e -> assertThat(e.remedy()).contains(Permissions.SPAWN_SUBPROCESS));
    }
}
