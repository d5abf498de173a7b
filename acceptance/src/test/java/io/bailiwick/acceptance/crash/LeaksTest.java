package io.bailiwick.acceptance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.ExecRequest;
import io.bailiwick.Sandbox;
import io.bailiwick.acceptance.Caller;
import io.bailiwick.acceptance.sandbox.LocalSandboxes;
import io.bailiwick.policy.FilesystemMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What many sandboxes leave behind: nothing. {@code -Dbailiwick.cycles} is how many there are after
 * one another, {@code -Dbailiwick.parallel} how many at once.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeaksTest extends LocalSandboxes {

    private static final int CYCLES = Integer.getInteger("bailiwick.cycles", 100);
    private static final int PARALLEL = Integer.getInteger("bailiwick.parallel", 16);
    private static final int WARM_UP = 10;

    /** Kibibytes that the guardian's allocator may differ by. */
    private static final long GUARDIAN_SLACK = 512;

    @Test
    void creatingExecutingAndDestroyingLeavesNothingBehind() throws IOException {
        try (Sandbox resident = create()) {
            Path run = directoryOf(resident);
            long guardian = guardianOf(resident);
            cycle(WARM_UP);
            Map<String, Long> before = figures(run, guardian);
            long memory = residentKibibytes(guardian);
            cycle(CYCLES);

            assertThat(figures(run, guardian)).isEqualTo(before);
            assertThat(residentKibibytes(guardian)).isLessThan(memory + GUARDIAN_SLACK);
            assertThat(before.get("descriptors")).isPositive();
            assertThat(before.get("mounts")).isPositive();
            assertThat(before.get("processes of the guardian")).isPositive();
            assertThat(before.get("run-time files")).isPositive();
        }
    }

    @Test
    void aStartThatIsRefusedLeavesNothingBehind() throws IOException {
        try (Sandbox resident = create()) {
            Path run = directoryOf(resident);
            long guardian = guardianOf(resident);
            Files.writeString(work().resolve(".env"), "secret");
            refuse(WARM_UP);
            Map<String, Long> before = figures(run, guardian);
            refuse(CYCLES);

            assertThat(figures(run, guardian)).isEqualTo(before);
        }
    }

    @Test
    void sandboxesThatLiveAndEndAtOnceLeaveNothingBehind() throws Exception {
        try (Sandbox resident = create()) {
            Path run = directoryOf(resident);
            long guardian = guardianOf(resident);
            // The JVM makes what its threads need for waiting with the first that wait.
            liveTogether();
            Map<String, Long> before = figures(run, guardian);
            liveTogether();

            // What ends at once may still be closing when the last one is told; nothing may stay.
            long last = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            Map<String, Long> after = figures(run, guardian);
            while (!noMore(after, before) && System.nanoTime() < last) {
                after = figures(run, guardian);
            }
            assertThat(noMore(after, before)).as("%s before, %s after", before, after).isTrue();
        }
    }

    private static boolean noMore(Map<String, Long> after, Map<String, Long> before) {
        return after.entrySet().stream()
                .allMatch(figure -> figure.getValue() <= before.getOrDefault(figure.getKey(), 0L));
    }

    private void liveTogether() throws Exception {
        CyclicBarrier together = new CyclicBarrier(PARALLEL);
        List<Callable<String>> lives = Collections.nCopies(PARALLEL, () -> live(together));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> life : threads.invokeAll(lives)) {
                assertThat(life.get()).isEqualTo("lives\n");
            }
        }
    }

    /** All are there when the first one ends. */
    private String live(CyclicBarrier together) throws Exception {
        try (Sandbox sandbox = create()) {
            String output = sh(sandbox, "sleep 300 > /dev/null 2>&1 & echo lives");
            together.await();
            return output;
        }
    }

    /** With a layer on disk, a control group where there are any, and a process left running. */
    private void cycle(int times) {
        for (int i = 0; i < times; i++) {
            try (Sandbox sandbox = create(mode(FilesystemMode.READ_WRITE))) {
                sandbox.exec(ExecRequest.builder().command("sleep 300 > /dev/null 2>&1 &").build());
            }
        }
    }

    private void refuse(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> create(writable())))
                    .isInstanceOf(io.bailiwick.CapabilityRefusedException.class);
        }
    }

    private Map<String, Long> figures(Path run, long guardian) throws IOException {
        String supervisor = String.valueOf(run.getFileName());
        Map<String, Long> figures = new LinkedHashMap<>();
        figures.put("descriptors", entries(Path.of("/proc/self/fd")));
        if (Caller.root()) {
            figures.put("descriptors of the guardian", entries(Path.of("/proc/" + guardian, "fd")));
        }
        figures.put("threads", platformThreads());
        figures.put("mounts", lines(Path.of("/proc/self/mountinfo")));
        figures.put("processes", (long) HostProcesses.now().descendants(here()).size());
        figures.put(
                "processes of the guardian",
                (long) HostProcesses.now().descendants((int) guardian).size());
        figures.put("control groups", (long) ControlGroups.ofSandboxes(supervisor).size());
        figures.put("run-time files", entries(run));
        figures.put("layers", entries(directories().state().resolve("sandboxes/" + supervisor)));
        figures.put("host ids", hostIds(supervisor));
        return figures;
    }

    /** The threads of ours, and not those that the JVM makes and ends as it likes. */
    private static long platformThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("bailiwick"))
                .count();
    }

    private Path directoryOf(Sandbox sandbox) throws IOException {
        try (Stream<Path> supervisors = Files.list(directories().run())) {
            return supervisors
                    .filter(directory -> Files.exists(directory.resolve(sandbox.id() + ".json")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Init's parent is bubblewrap's monitor, whose parent is the guardian. */
    private static long guardianOf(Sandbox sandbox) throws IOException {
        HostProcesses all = HostProcesses.now();
        int process = (int) sandbox.info().pid().orElseThrow();
        while (all.parent(all.parent(process)) != here()) {
            process = all.parent(process);
            assertThat(process).as("ancestors of init lead here").isGreaterThan(1);
        }
        return all.parent(process);
    }

    private static int here() {
        return Math.toIntExact(ProcessHandle.current().pid());
    }

    private long hostIds(String supervisor) throws IOException {
        Path ids = directories().run().resolve("ids");
        if (!Files.isDirectory(ids)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(ids)) {
            return files.filter(file -> HostProcesses.read(file).equals(supervisor)).count();
        }
    }

    private static long residentKibibytes(long pid) {
        return HostProcesses.read(Path.of("/proc/" + pid, "status"))
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private static long entries(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.count();
        }
    }

    private static long lines(Path file) throws IOException {
        try (Stream<String> all = Files.lines(file)) {
            return all.count();
        }
    }
}
