package io.bailiwick.acceptance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.ExecRequest;
import io.bailiwick.ExecResult;
import io.bailiwick.Execution;
import io.bailiwick.Outcome;
import io.bailiwick.Sandbox;
import io.bailiwick.acceptance.Figures;
import io.bailiwick.acceptance.sandbox.LocalSandboxes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Ending an execution reaches whatever it has become. {@code -Dbailiwick.kill.rounds} is how often
 * each way is tried. How soon everything is gone is a figure; what is asserted has room for a busy
 * machine.
 */
@Timeout(
        value = 60,
        unit = java.util.concurrent.TimeUnit.MINUTES,
        threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KillTest extends LocalSandboxes {

    private static final int ROUNDS = Integer.getInteger("bailiwick.kill.rounds", 2);
    private static final Duration LAST_LOOK = Duration.ofSeconds(10);
    private static final Duration DEADLINE = Duration.ofSeconds(1);

    /** The program, two daemons, and one that is stopped; of the storm a look may miss all. */
    private static final int LEAST_PROCESSES = 4;

    /** Deaf, stopped, without its session, or somebody else by the time that a signal arrives. */
    private static final String TREE =
            """
            import os, signal, sys, time
            for number in range(1, 65):
                try: signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError): pass
            for _ in range(2):
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0:
                        os.closerange(0, 3)
                        time.sleep(1000)
                    os._exit(0)
            if os.fork() == 0:
                os.kill(os.getpid(), signal.SIGSTOP)
                time.sleep(1000)
            if os.fork() == 0:
                os.fork()
                while True:
                    try:
                        if os.fork() > 0: os._exit(0)
                    except OSError: time.sleep(0.001)
            print('ready', flush=True)
            time.sleep(1000)
            """;

    enum Way {
        KILL,
        /** With another beside it that goes on, so that init cannot kill all at one stroke. */
        KILL_BESIDE,
        TIMEOUT,
        DESTROY
    }

    private final Random random = new Random();

    @ParameterizedTest
    @EnumSource
    void nothingOfAnExecutionIsLeft(Way way) throws IOException {
        Duration longest = Duration.ZERO;
        for (int round = 0; round < ROUNDS; round++) {
            Duration took = end(way);
            longest = longest.compareTo(took) > 0 ? longest : took;
        }
        Figures.note("nothing is left of an execution after " + way, longest, ROUNDS);
    }

    /** Answers how long it took from the kill, or from the deadline, until nothing was left. */
    private Duration end(Way way) throws IOException {
        String token = "kill-" + Long.toHexString(random.nextLong());
        ExecRequest.Builder request = ExecRequest.builder().argv("python3", "-c", TREE, token);
        try (Sandbox sandbox = create()) {
            Optional<Execution> beside =
                    way == Way.KILL_BESIDE
                            ? Optional.of(sandbox.spawn(ExecRequest.ofArgv("sleep", "1000")))
                            : Optional.empty();
            long start = System.nanoTime();
            Execution execution =
                    sandbox.spawn(
                            (way == Way.TIMEOUT ? request.timeout(DEADLINE) : request.noTimeout())
                                    .build());
            assertThat(execution.stdout().read()).isEqualTo('r');
            // A tree that had not stood by its deadline is no control, and is not needed for each.
            if (way != Way.TIMEOUT) {
                awaitTree(token);
                start = System.nanoTime();
            }
            switch (way) {
                case KILL, KILL_BESIDE -> execution.kill();
                case TIMEOUT -> start += DEADLINE.toNanos();
                case DESTROY -> sandbox.destroy();
            }
            ExecResult result = execution.join();
            assertThat(result.outcome())
                    .isInstanceOf(
                            switch (way) {
                                case KILL, KILL_BESIDE -> Outcome.Cancelled.class;
                                case TIMEOUT -> Outcome.TimedOut.class;
                                case DESTROY -> Outcome.class;
                            });
            awaitNone(token);
            beside.ifPresent(other -> assertThat(other.poll()).isEmpty());
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    /** The control: while it lives, the tree is seen. */
    private static void awaitTree(String token) throws IOException {
        long last = System.nanoTime() + LAST_LOOK.toNanos();
        List<String> seen = HostProcesses.withArgument(token);
        while (seen.size() < LEAST_PROCESSES && System.nanoTime() < last) {
            seen = HostProcesses.withArgument(token);
        }
        assertThat(seen).hasSizeGreaterThanOrEqualTo(LEAST_PROCESSES);
    }

    private static void awaitNone(String token) throws IOException {
        long last = System.nanoTime() + LAST_LOOK.toNanos();
        List<String> left = HostProcesses.withArgument(token);
        while (!left.isEmpty() && System.nanoTime() < last) {
            left = HostProcesses.withArgument(token);
        }
        assertThat(left).isEmpty();
    }
}
