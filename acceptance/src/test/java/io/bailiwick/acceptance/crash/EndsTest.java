package io.bailiwick.acceptance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.ExecRequest;
import io.bailiwick.Execution;
import io.bailiwick.Outcome;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxManager;
import io.bailiwick.SandboxSpec;
import io.bailiwick.acceptance.sandbox.LocalSandboxes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a supervisor that lives on says when something of ours dies, and what it costs at rest. */
class EndsTest extends LocalSandboxes {

    /** utime and stime among the fields of /proc/PID/stat after the name; see proc(5). */
    private static final int USER_TIME = 11;

    @Test
    void anExecutionWhoseGuardianDiesIsLost() throws Exception {
        Sandbox sandbox = create();
        Execution execution =
                sandbox.spawn(ExecRequest.builder().command("echo begun; sleep 60").build());
        assertThat(execution.stdout().read()).isEqualTo('b');
        kill(ancestors(sandbox).getLast());

        assertThat(execution.join().outcome()).isInstanceOf(Outcome.Lost.class);
    }

    @Test
    void anExecutionWhoseSandboxIsKilledFromOutsideIsLost() throws Exception {
        Sandbox sandbox = create();
        Execution execution =
                sandbox.spawn(ExecRequest.builder().command("echo begun; sleep 60").build());
        assertThat(execution.stdout().read()).isEqualTo('b');
        kill(ancestors(sandbox).getFirst());

        assertThat(execution.join().outcome()).isInstanceOf(Outcome.Lost.class);
        assertThat(sh(create(), "echo works")).isEqualTo("works\n");
    }

    @Test
    void aNewSandboxStartsAfterTheGuardianHasDied() throws Exception {
        // It may still take a connection while it is being killed.
        for (int i = 0; i < 20; i++) {
            Sandbox sandbox = create();
            kill(ancestors(sandbox).getLast());

            assertThat(sh(create(), "echo works")).isEqualTo("works\n");
        }
    }

    @Test
    void atRestNobodyWatchesTheClockAndNothingUsesTheProcessor() throws Exception {
        Sandbox sandbox = create();
        sh(sandbox, "true");
        Thread watch =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals("bailiwick-limits"))
                        .findFirst()
                        .orElseThrow();
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (watch.getState() != Thread.State.WAITING && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(watch.getState()).isEqualTo(Thread.State.WAITING);

        List<Integer> ours = ancestors(sandbox);
        long cpu = ManagementFactory.getThreadMXBean().getThreadCpuTime(watch.threadId());
        List<String> before = ours.stream().map(EndsTest::activity).toList();
        passASecondElsewhere();
        assertThat(ManagementFactory.getThreadMXBean().getThreadCpuTime(watch.threadId()))
                .isEqualTo(cpu);
        assertThat(ours.stream().map(EndsTest::activity).toList()).isEqualTo(before);
        assertThat(before).hasSizeGreaterThanOrEqualTo(3);
    }

    /** Another supervisor's sandbox sleeps: that is how long ours has been left alone. */
    private void passASecondElsewhere() {
        try (SandboxManager other = SandboxManager.local();
                Sandbox sleeper =
                        other.create(SandboxSpec.builder().workingDirectory(work()).build())) {
            assertThat(sleeper.exec(ExecRequest.ofArgv("sleep", "1")).success()).isTrue();
        }
    }

    /** Processor time, and how often the process has run at all. */
    private static String activity(int pid) {
        String stat = HostProcesses.read(Path.of("/proc/" + pid, "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        String switches =
                HostProcesses.read(Path.of("/proc/" + pid, "status"))
                        .lines()
                        .filter(line -> line.startsWith("voluntary_ctxt_switches"))
                        .findFirst()
                        .orElse("");
        return pid + ": " + fields[USER_TIME] + " " + fields[USER_TIME + 1] + " " + switches;
    }

    /** Init, what watches it, and last the guardian. */
    private static List<Integer> ancestors(Sandbox sandbox) throws IOException {
        HostProcesses all = HostProcesses.now();
        List<Integer> found = new java.util.ArrayList<>();
        int here = Math.toIntExact(ProcessHandle.current().pid());
        for (int process = (int) sandbox.info().pid().orElseThrow();
                process != here;
                process = all.parent(process)) {
            assertThat(process).as("ancestors of init lead here").isGreaterThan(1);
            found.add(process);
        }
        return found;
    }

    private static void kill(int pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-KILL", Integer.toString(pid)).start().waitFor())
                .isZero();
    }
}
