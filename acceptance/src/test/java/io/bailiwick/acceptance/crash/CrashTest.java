package io.bailiwick.acceptance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.acceptance.Figures;
import io.bailiwick.acceptance.crash.HostProcesses.Identity;
import io.bailiwick.audit.AuditLocation;
import io.bailiwick.audit.AuditVerifier;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kill -9 at random moments, during launches and executions too. What the kernel holds goes with
 * nobody's help, what lies on disk with the next command, and every record that was acknowledged is
 * in an intact audit. How soon it goes is a figure; what is asserted has room for a busy machine.
 *
 * <p>{@code -Dbailiwick.crash.rounds} is how often each victim is killed, {@code
 * -Dbailiwick.crash.seed} repeats a run's choice of moments.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrashTest {

    private static final int ROUNDS = Integer.getInteger("bailiwick.crash.rounds", 3);
    private static final long SEED =
            Long.getLong("bailiwick.crash.seed", Double.doubleToLongBits(Math.random()));
    private static final long LAST_LOOK = TimeUnit.SECONDS.toNanos(10);

    /** Launches that are under way when a guardian dies fail, one for each thread at most. */
    private static final int FAILURES = 2;

    private static final long LATEST = TimeUnit.MILLISECONDS.toNanos(20);

    /** The supervisor, its guardian, its resident sandbox's bubblewrap, init and sleepers. */
    private static final int LEAST_PROCESSES = 5;

    @TempDir private Path base;
    private PrivateState files;
    private Path work;
    private final Set<String> acknowledged = new HashSet<>();
    private final Set<String> supervisors = new HashSet<>();
    private final List<String> failures = new ArrayList<>();
    private Duration longest = Duration.ZERO;

    /** Where a launcher builds a root before it becomes one: STAGING in mounts.h. */
    private static final Pattern STAGED =
            Pattern.compile(" /sys(/[mrs](/\\S*)?)? .* - (tmpfs|overlay) ");

    /** Whom the kill strikes. */
    enum Victim {
        SUPERVISOR,
        GUARDIAN,
        BOTH
    }

    @BeforeEach
    void prepare() throws IOException {
        files = PrivateState.in(base.toRealPath());
        work = Files.createDirectory(base.toRealPath().resolve("work"));
    }

    /** A test that failed halfway leaves no groups to the machine. */
    @AfterEach
    void removeGroups() throws IOException {
        for (String name : supervisors) {
            ControlGroups.remove(name);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingOutlivesAKillAndNoRecordIsLost(Victim victim) throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            long seed = SEED + round;
            try {
                kill(victim, new Random(seed));
                next();
            } catch (AssertionError | IOException e) {
                throw new AssertionError(
                        "round "
                                + round
                                + ", -Dbailiwick.crash.seed="
                                + SEED
                                + ": "
                                + e
                                + "\n"
                                + files.complaints(),
                        e);
            }
        }
        Figures.note("nothing is left after kill -9 of " + victim, longest, ROUNDS);
    }

    private void kill(Victim victim, Random random) throws IOException, InterruptedException {
        failures.clear();
        String token = Integer.toString(100_000_000 + random.nextInt(900_000_000));
        Process supervisor =
                files.program("", BusySupervisor.class, work.toString(), token).start();
        try (BufferedReader lines = supervisor.inputReader(StandardCharsets.UTF_8)) {
            awaitMoment(lines, random);
            try (Struck struck = strike(victim, supervisor)) {
                awaitGone(struck, token);
            }
            if (victim == Victim.GUARDIAN) {
                awaitWork(lines);
                supervisor.getOutputStream().close();
            }
            while (hear(lines)) {
                // What was written before the end counts.
            }
            if (victim == Victim.GUARDIAN) {
                assertThat(supervisor.waitFor()).isZero();
                assertThat(HostProcesses.withArgument("0." + token)).isEmpty();
            }
            assertThat(mounts("self")).as("our mounts on the host").isEmpty();
        } finally {
            supervisor.destroyForcibly().waitFor();
        }
    }

    /** Some steps after the first sandbox lives, and then somewhere within the next step. */
    private void awaitMoment(BufferedReader lines, Random random) throws IOException {
        int steps = 1 + random.nextInt(20);
        for (int step = 0; step < steps; step++) {
            assertThat(hear(lines)).as("the supervisor works").isTrue();
        }
        long moment = System.nanoTime() + random.nextLong(LATEST);
        while (System.nanoTime() < moment) {
            Thread.onSpinWait();
        }
    }

    /** New sandboxes work although the guardian of the earlier ones has died. */
    private void awaitWork(BufferedReader lines) throws IOException {
        int before = acknowledged.size();
        // One thread may tell of two that ended before the kill, and so may the other.
        while (acknowledged.size() < before + 8) {
            assertThat(hear(lines)).as("the supervisor works on").isTrue();
            assertThat(failures).hasSizeLessThanOrEqualTo(FAILURES);
        }
    }

    /** Reads a line and remembers whose record it acknowledges; false at the end. */
    private boolean hear(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        if (line == null) {
            return false;
        }
        if (line.startsWith("failed")) {
            failures.add(line);
        }
        String[] words = line.split(" ");
        boolean whole = words.length == 3 && words[2].equals(".");
        if (whole && Set.of("resident", "created", "executed").contains(words[0])) {
            acknowledged.add(words[1]);
        }
        return true;
    }

    /** What there was at the moment of the kill, and when that was. */
    private record Struck(
            Victim victim,
            Set<Identity> processes,
            Namespaces namespaces,
            Set<Path> groups,
            long at)
            implements Closeable {
        @Override
        public void close() throws IOException {
            namespaces.close();
        }
    }

    private Struck strike(Victim victim, Process supervisor)
            throws IOException, InterruptedException {
        int pid = Math.toIntExact(supervisor.pid());
        int guardian = guardian(pid);
        send("STOP", pid, guardian);
        HostProcesses all = HostProcesses.now();
        Set<Identity> processes = new HashSet<>(all.descendants(pid));
        assertThat(processes).hasSizeGreaterThanOrEqualTo(LEAST_PROCESSES);
        Namespaces namespaces = Namespaces.of(processes, all.children(all.parent(pid)));
        assertThat(namespaces.isEmpty()).isFalse();
        assertThat(processes)
                .as("in a sandbox our mounts are seen")
                .anySatisfy(process ->
                        assertThat(mounts(Integer.toString(process.pid()))).isNotEmpty());
        Set<Path> groups = new HashSet<>();
        for (String name : files.supervisors()) {
            supervisors.add(name);
            groups.addAll(ControlGroups.ofSandboxes(name));
        }
        switch (victim) {
            case SUPERVISOR -> send("KILL", pid);
            case GUARDIAN -> send("KILL", guardian);
            case BOTH -> send("KILL", pid, guardian);
        }
        long at = System.nanoTime();
        switch (victim) {
            case SUPERVISOR -> send("CONT", guardian);
            case GUARDIAN -> send("CONT", pid);
            case BOTH -> {}
        }
        return new Struck(victim, processes, namespaces, groups, at);
    }

    private static int guardian(int supervisor) throws IOException {
        for (Identity child : HostProcesses.now().children(supervisor)) {
            String arguments = HostProcesses.read(Path.of("/proc/" + child.pid() + "/cmdline"));
            if (arguments.contains("guardian-sealed")) {
                return child.pid();
            }
        }
        throw new AssertionError("the supervisor has no guardian");
    }

    private static void send(String signal, int... pids) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        for (int pid : pids) {
            command.add(Integer.toString(pid));
        }
        assertThat(new ProcessBuilder(command).start().waitFor()).as("%s", command).isZero();
    }

    /**
     * Looks until nothing is left, and notes how old the kill was when that look was over. Where
     * both have died, nobody is there to remove control groups, and the next command does: until
     * then they are empty.
     */
    private void awaitGone(Struck struck, String token) throws IOException {
        List<Object> left = new ArrayList<>();
        long since;
        do {
            since = System.nanoTime() - struck.at();
            left.clear();
            Set<Identity> alive = HostProcesses.now().all();
            struck.processes().stream().filter(alive::contains).forEach(left::add);
            if (struck.victim() != Victim.GUARDIAN) {
                left.addAll(HostProcesses.withArgument("0." + token));
            }
            left.addAll(struck.namespaces().in(alive));
            left.addAll(ControlGroups.left(struck.groups(), struck.victim() == Victim.BOTH));
        } while (!left.isEmpty() && since < LAST_LOOK);
        assertThat(left).as("left of what was killed").isEmpty();
        Duration took = Duration.ofNanos(System.nanoTime() - struck.at());
        longest = longest.compareTo(took) > 0 ? longest : took;
    }

    /** The next command works and leaves nothing of the last one. */
    private void next() throws Exception {
        List<String> dead = files.supervisors();
        assertThat(files.output("", NextSupervisor.class, work.toString())).isEqualTo("works\n");
        assertThat(files.supervisors()).isEmpty();
        assertThat(files.layers()).isEmpty();
        for (String name : dead) {
            assertThat(ControlGroups.of(name)).isEmpty();
        }
        AuditLocation audit = AuditLocation.in(files.state());
        assertThat(AuditVerifier.verify(audit).problems()).isEmpty();
        String records = text(audit.records());
        assertThat(acknowledged).isNotEmpty().allMatch(id -> records.contains('"' + id + '"'));
    }

    private static String text(Path directory) throws IOException {
        StringBuilder text = new StringBuilder();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path file : entries) {
                text.append(HostProcesses.read(file));
            }
        }
        return text.toString();
    }

    /** The mounts of ours that a process sees; others mount and unmount as they like. */
    private List<String> mounts(String process) {
        return HostProcesses.read(Path.of("/proc", process, "mountinfo"))
                .lines()
                .filter(line ->
                        line.contains(base.getFileName().toString()) || STAGED.matcher(line).find())
                .toList();
    }
}
