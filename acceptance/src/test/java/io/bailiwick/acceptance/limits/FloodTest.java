package io.bailiwick.acceptance.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.acceptance.Figures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * More output than the supervisor's heap could hold. {@code -Dbailiwick.flood.bytes} is how much.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FloodTest {

    private static final long BYTES = Long.getLong("bailiwick.flood.bytes", 256L << 20);
    private static final String HEAP = "-Xmx64m";

    @TempDir private Path directory;

    /** Standard output and standard error of a program with a small heap. */
    private String run(String kind) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                                System.getProperty("java.home") + "/bin/java",
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:+UseSerialGC",
                                HEAP,
                                "-cp",
                                System.getProperty("java.class.path"),
                                FloodSupervisor.class.getName(),
                                kind,
                                directory.toRealPath().toString(),
                                Long.toString(BYTES))
                        .redirectErrorStream(true);
        Process process = builder.start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aFloodIsCountedMarkedAndBiggerThanTheHeap() throws IOException {
        long start = System.nanoTime();
        String output = run("sandbox");
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(output)
                .isEqualTo(
                        "exit 0, %d written, %d kept, truncated true\n".formatted(BYTES, 1 << 20));
        Figures.note(
                "output of one command with " + HEAP,
                "%d bytes in %d ms".formatted(BYTES, took.toMillis()));
    }

    /** The control: whoever keeps what the command writes has no room for it. */
    @Test
    void naivelyTheSameFloodFillsTheHeap() throws IOException {
        assertThat(List.of(run("naive").split("\n"))).first().asString().contains("OutOfMemory");
    }
}
