package io.bailiwick.acceptance.escape;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.Execution;
import io.bailiwick.Sandbox;
import io.bailiwick.acceptance.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * SYS-33: system calls at random, from programs that have everything that a sandbox grants. {@code
 * -Dbailiwick.syscalls.seconds} is for how long, {@code -Dbailiwick.syscalls.seed} repeats a run's
 * calls. There is no control on the host: it would not outlive one.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EscapeFuzzTest extends PlantedCanaries {

    private static final Duration LONG =
            Duration.ofSeconds(Integer.getInteger("bailiwick.syscalls.seconds", 3));
    private static final long SEED =
            Long.getLong("bailiwick.syscalls.seed", Double.doubleToLongBits(Math.random()));

    /** Children of one execution, each of which makes up to 200 calls. */
    private static final int CHILDREN = 20;

    @Test
    void randomSystemCallsHarmNeitherTheSandboxNorTheHost() throws IOException {
        Map<String, String> before = state();
        List<String> oopses = kernelComplaints();
        long last = System.nanoTime() + LONG.toNanos();
        int rounds = 0;
        try (Sandbox sandbox = sandbox()) {
            do {
                String seed = Long.toString(SEED + 1_000_003L * rounds);
                Execution execution =
                        sandbox.spawn(
                                request("syscalls", seed, Integer.toString(CHILDREN))
                                        .timeout(Duration.ofSeconds(10))
                                        .build());
                assertThat(lines(execution).readLine()).isEqualTo("calling");
                // Whatever became of it, a fork of it may have killed it.
                assertThat(execution.join().outcome()).isNotNull();
                assertThat(sandbox.exec(probe("list", "none-such")).exitCode())
                        .as("after -Dbailiwick.syscalls.seed=%d, round %d", SEED, rounds)
                        .isZero();
                rounds++;
            } while (System.nanoTime() < last);
        }

        assertThat(canaries().victimAlive()).isTrue();
        assertThat(state()).isEqualTo(before);
        assertThat(oopses).as("complaints of the kernel").containsAll(kernelComplaints());
        Figures.note(
                "random system calls",
                "up to %d in %d s".formatted(200L * CHILDREN * rounds, LONG.toSeconds()));
    }

    /** The canaries' files as they are, the workspace apart: it may be written. */
    private Map<String, String> state() throws IOException {
        Map<String, String> state = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(canaries().base())) {
            for (Path path : paths.toList()) {
                if (!path.startsWith(canaries().workspace())) {
                    state.put(
                            path.toString(),
                            Files.readAttributes(path, "unix:mode,uid,gid,size,ctime,nlink")
                                    .toString());
                }
            }
        }
        return state;
    }

    /**
     * What the kernel says when it has gone wrong, which faults of programs and kills for memory
     * are not; empty where it is not for the caller's eyes.
     */
    private static List<String> kernelComplaints() throws IOException {
        List<String> found = new ArrayList<>();
        for (String line : Host.run(List.of("dmesg"), Map.of()).lines().toList()) {
            if (line.matches(".*(BUG: |kernel BUG at|Oops: |WARNING: CPU: ).*")) {
                found.add(line);
            }
        }
        return found;
    }
}
