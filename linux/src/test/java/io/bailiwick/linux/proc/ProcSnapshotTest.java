package io.bailiwick.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcSnapshotTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir Path proc;

    private void process(int pid, int parent, int ticks, int pages) throws IOException {
        Path directory = Files.createDirectory(proc.resolve(Integer.toString(pid)));
        Files.writeString(
                directory.resolve("stat"),
                pid
                        + " (p) S "
                        + parent
                        + " 1 1 0 -1 0 0 0 0 0 "
                        + ticks
                        + " 0 0 0 20 0 2 0 5 0 "
                        + pages
                        + " 0");
    }

    @Test
    void aTreeIsAProcessAndItsDescendants() throws IOException {
        process(1, 0, 1, 1);
        process(10, 1, 2, 10);
        process(11, 10, 3, 20);
        process(5, 11, 4, 30); // a pid below its parent's, after a wrap
        process(12, 1, 100, 100);
        Files.createDirectory(proc.resolve("sys"));
        ProcSnapshot snapshot = ProcSnapshot.take(proc);
        assertThat(snapshot.tree(10)).extracting(ProcStat::pid).containsExactly(5, 10, 11);
        assertThat(snapshot.usage(10))
                .isEqualTo(new ProcSnapshot.TreeUsage(3, 6, 90_000_000, 60 * PageSize.bytes()));
        assertThat(snapshot.tree(99)).isEmpty();
    }

    private void memory(int pid, String status, String rollup) throws IOException {
        Files.writeString(proc.resolve(pid + "/status"), "Name:\tp\n" + status);
        Files.writeString(proc.resolve(pid + "/smaps_rollup"), "rollup\n" + rollup);
    }

    @Test
    void whatWasSwappedOutCountsAsMemory() throws IOException {
        process(10, 1, 0, 1);
        process(11, 10, 0, 1);
        memory(10, "VmSwap:\t     300 kB\n", "Pss: 8 kB\nSwapPss:     290 kB\n");
        memory(11, "", "Pss: 4 kB\n");
        assertThat(ProcSnapshot.take(proc).usage(10).residentBytes())
                .as("on a host without swap nobody looks for it")
                .isEqualTo(2 * PageSize.bytes());
        Files.writeString(proc.resolve("meminfo"), "MemTotal: 5 kB\nSwapTotal:        1024 kB\n");
        ProcSnapshot snapshot = ProcSnapshot.take(proc);

        assertThat(snapshot.usage(10).residentBytes()).isEqualTo(2 * PageSize.bytes() + 300 * 1024);
        assertThat(snapshot.proportionalBytes(10)).isEqualTo((8 + 290 + 4) * 1024);
    }

    @Test
    void aCircleOfParentsEnds() throws IOException {
        process(10, 11, 0, 0);
        process(11, 10, 0, 0);
        assertThat(ProcSnapshot.take(proc).tree(1)).isEmpty();
    }

    @Test
    void aProcessThatEndsWhileItIsReadIsLeftOut() throws IOException {
        process(10, 1, 0, 0);
        Files.createDirectory(proc.resolve("11"));
        assertThat(ProcSnapshot.take(proc).tree(10)).hasSize(1);
    }

    @Test
    void grandchildrenOfARealProcessAreSeenWithTheirCpuTimeAndMemory() throws Exception {
        Process shell =
                new ProcessBuilder("/bin/sh", "-c", "(while :; do :; done) & sleep 1000 & wait")
                        .start();
        int pid = (int) shell.pid();
        try {
            awaitSnapshot(s -> s.tree(pid).size() == 3 && s.usage(pid).cpuNanos() > 0);
            ProcSnapshot snapshot = ProcSnapshot.take();
            assertThat(snapshot.usage(pid).threads()).isEqualTo(3);
            assertThat(snapshot.usage(pid).residentBytes()).isGreaterThan(3 * PageSize.bytes());
            assertThat(snapshot.proportionalBytes(pid))
                    .isPositive()
                    .isLessThanOrEqualTo(snapshot.usage(pid).residentBytes() * 2);
        } finally {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly().waitFor();
        }
    }

    private static void awaitSnapshot(Predicate<ProcSnapshot> condition) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.test(ProcSnapshot.take())) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(2_000_000);
        }
    }
}
