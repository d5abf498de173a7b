package io.bailiwick.acceptance.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.Outcome;
import io.bailiwick.Sandbox;
import io.bailiwick.acceptance.sandbox.LocalSandboxes;
import io.bailiwick.policy.FilesystemConfig;
import io.bailiwick.policy.FilesystemMode;
import io.bailiwick.policy.ResourceLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What an execution left running is held by the sandbox's limits while no execution runs. */
class BackgroundTest extends LocalSandboxes {

    private static final String DETACHED = " >/dev/null 2>&1 </dev/null &";

    /** Leaves a line of shell behind; it goes on when its execution has been over for a while. */
    private static void leave(Sandbox sandbox, String line) {
        sh(sandbox, "(sleep 1; " + line + ")" + DETACHED);
        assertThat(childless(sandbox)).as("something is left").isFalse();
    }

    /** Looks from outside: an execution that looked would be a reason to sample. */
    private static boolean childless(Sandbox sandbox) {
        long init = sandbox.info().pid().orElseThrow();
        try {
            return Files.readString(Path.of("/proc/" + init + "/task/" + init + "/children"))
                    .isBlank();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static void awaitEnd(Sandbox sandbox) {
        await("what was left behind is ended", () -> childless(sandbox));
        assertThat(sh(sandbox, "echo usable")).isEqualTo("usable\n");
    }

    @Test
    void memoryBeyondTheLimitIsEnded() {
        Sandbox sandbox = create(limits(ResourceLimits.builder().maxMemoryMb(128)));
        leave(sandbox, "exec python3 -c 'b = bytearray(400 << 20); import time; time.sleep(1000)'");

        awaitEnd(sandbox);
    }

    /** Each process stays within RLIMIT_CPU; together they do not. */
    @Test
    void cpuTimeOfManyProcessesBeyondTheLimitIsEnded() {
        Sandbox sandbox = create(limits(ResourceLimits.builder().maxCpuSeconds(2)));
        leave(
                sandbox,
                "while :; do python3 -c 'import time\nwhile time.process_time() < 0.5: pass'; done");

        awaitEnd(sandbox);
    }

    @Test
    void aLayerThatGrowsBeyondTheLimitIsNoticed() throws IOException {
        String data = beside("data").toString();
        Sandbox sandbox =
                create(
                        capability()
                                .filesystemConfig(
                                        FilesystemConfig.builder()
                                                .mode(FilesystemMode.READ_WRITE)
                                                .readPaths(data)
                                                .build())
                                .resourceLimits(ResourceLimits.builder().maxDiskMb(16).build())
                                .build());
        leave(sandbox, "head -c 64M /dev/zero > " + data + "/big; sleep 1000");

        await("what was left behind is ended", () -> childless(sandbox));
    }

    @Test
    void whatStaysWithinTheLimitsLivesOnAndPaysForNobodyElse() {
        Sandbox sandbox = create(limits(ResourceLimits.builder().maxCpuSeconds(1)));
        sh(sandbox, "sleep 1000" + DETACHED);
        String work = "import time\nwhile time.process_time() < 0.7: pass\n";
        for (int i = 0; i < 4; i++) {
            assertThat(runPython(sandbox, work).outcome()).isEqualTo(new Outcome.Exited(0));
        }

        assertThat(childless(sandbox)).isFalse();
    }

    @Test
    void onceNothingIsLeftNobodyWatchesTheClock() {
        Sandbox sandbox = create();
        sh(sandbox, "sleep 1.5" + DETACHED);
        Thread watch =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals("bailiwick-limits"))
                        .findFirst()
                        .orElseThrow();

        await("the sampler looks", () -> watch.getState() == Thread.State.TIMED_WAITING);
        await("the sampler rests", () -> watch.getState() == Thread.State.WAITING);
        assertThat(childless(sandbox)).isTrue();
    }
}
