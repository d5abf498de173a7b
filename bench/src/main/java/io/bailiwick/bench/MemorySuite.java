package io.bailiwick.bench;

import io.bailiwick.ExecRequest;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxManager;
import io.bailiwick.linux.proc.ProcFile;
import io.bailiwick.linux.proc.ProcSnapshot;
import io.bailiwick.linux.proc.ProcStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Proportional set size of everything beside this virtual machine that idle sandboxes need:
 * guardian, bubblewrap, init. The baseline is bubblewrap around {@code sleep}.
 */
final class MemorySuite {

    private static final double MEGABYTE = 1e6;
    private static final int SMOKE_SANDBOXES = 3;

    /** ESRCH as the C library spells it, somewhere in Java's message. */
    private static final String NO_SUCH_PROCESS = "No such process";

    private static final Pattern PSS = Pattern.compile("(?m)^Pss: +([0-9]+) kB$");

    /** Memory of descendants in bytes. */
    private record Idle(long one, long many, int count, int processes) {

        double oneMegabytes() {
            return one / MEGABYTE;
        }

        double eachMegabytes() {
            return many / MEGABYTE / count;
        }

        String line(String name) {
            return String.format(
                    Locale.ROOT,
                    "%-14s 1: %.2f MB   %d: %.3f MB each, %.1f MB in all, %d processes",
                    name,
                    oneMegabytes(),
                    count,
                    eachMegabytes(),
                    many / MEGABYTE,
                    processes);
        }
    }

    private MemorySuite() {}

    static void run(Bench bench) throws Exception {
        int count = bench.options().smoke() ? SMOKE_SANDBOXES : bench.options().sandboxes();
        Report report = bench.report();
        report.heading("idle memory, PSS without the JVM");
        if (!measurable()) {
            report.detail("not measured: only root may look into a sandbox's first process");
            return;
        }
        Optional<Command> sleeper = bench.tools().bubblewrapped("/bin/sleep", "infinity");
        Optional<Idle> base = Optional.empty();
        if (sleeper.isPresent()) {
            base = Optional.of(sleepers(sleeper.get(), count));
            report.detail(base.get().line("bwrap + sleep"));
        } else {
            report.detail("absent: bwrap");
        }
        Idle ours = sandboxes(bench, count);
        report.detail(ours.line("sandbox"));
        report.result(
                Promise.IDLE_ALONE,
                ours.oneMegabytes(),
                against(ours.oneMegabytes(), base.map(Idle::oneMegabytes)));
        report.result(
                Promise.IDLE_MANY,
                ours.eachMegabytes(),
                count + " alive, " + against(ours.eachMegabytes(), base.map(Idle::eachMegabytes)));
    }

    /** The first process is not dumpable, so that its own user cannot read its memory's figures. */
    static boolean measurable() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private static String against(double value, Optional<Double> base) {
        return base.map(b -> Report.ratio(value, b).strip() + " bwrap + sleep")
                .orElse("bwrap absent");
    }

    private static Idle sandboxes(Bench bench, int count) throws IOException {
        Set<Integer> others = descendants();
        List<Sandbox> alive = new ArrayList<>();
        try (SandboxManager manager = SandboxManager.local()) {
            alive.add(idle(manager, bench));
            long one = memory(others);
            while (alive.size() < count) {
                alive.add(idle(manager, bench));
            }
            Idle result = new Idle(one, memory(others), count, newProcesses(others));
            for (Sandbox sandbox : alive) {
                exec(sandbox);
            }
            return result;
        }
    }

    /** One that has been used: what a first command leaves behind counts. */
    private static Sandbox idle(SandboxManager manager, Bench bench) {
        Sandbox sandbox = manager.create(bench.spec());
        exec(sandbox);
        return sandbox;
    }

    private static void exec(Sandbox sandbox) {
        sandbox.exec(ExecRequest.builder().argv("/bin/true").raiseOnError().build());
    }

    private static Idle sleepers(Command sleeper, int count)
            throws IOException, InterruptedException {
        Set<Integer> others = descendants();
        List<Process> alive = new ArrayList<>();
        try {
            alive.add(start(sleeper));
            long one = memory(others);
            while (alive.size() < count) {
                alive.add(start(sleeper));
            }
            return new Idle(one, memory(others), count, newProcesses(others));
        } finally {
            for (Process process : alive) {
                process.destroyForcibly();
            }
            for (Process process : alive) {
                process.waitFor();
            }
        }
    }

    /** Starts one and waits until it has become what it will stay. */
    private static Process start(Command sleeper) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(sleeper.argv())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        while (!sleeps(ProcSnapshot.take().tree((int) process.pid()))) {
            if (process.waitFor(1, TimeUnit.MILLISECONDS)) {
                throw new IOException(sleeper + " ended with " + process.exitValue());
            }
        }
        return process;
    }

    private static boolean sleeps(List<ProcStat> tree) {
        return tree.stream().anyMatch(stat -> stat.command().equals("sleep"));
    }

    private static long memory(Set<Integer> others) throws IOException {
        ProcSnapshot all = ProcSnapshot.take();
        long total = 0;
        for (ProcStat stat : all.tree(self())) {
            if (!others.contains(stat.pid())) {
                total += proportionalBytes(stat.pid());
            }
        }
        return total;
    }

    /** Zero for a process that ended meanwhile, if nobody has collected it yet either. */
    private static long proportionalBytes(int pid) throws IOException {
        Path process = Path.of("/proc", Integer.toString(pid));
        String rollup;
        try {
            rollup = ProcFile.read(process.resolve("smaps_rollup"), ProcFile.SMALL);
        } catch (IOException e) {
            if (Files.exists(process)
                    && !String.valueOf(e.getMessage()).contains(NO_SUCH_PROCESS)) {
                throw e;
            }
            return 0;
        }
        Matcher pss = PSS.matcher(rollup);
        return pss.find() ? Long.parseLong(pss.group(1)) * 1024 : 0;
    }

    private static int newProcesses(Set<Integer> others) throws IOException {
        Set<Integer> all = descendants();
        all.removeAll(others);
        return all.size();
    }

    /** This process and all its descendants. */
    private static Set<Integer> descendants() throws IOException {
        Set<Integer> pids = new HashSet<>();
        for (ProcStat stat : ProcSnapshot.take().tree(self())) {
            pids.add(stat.pid());
        }
        return pids;
    }

    private static int self() {
        return (int) ProcessHandle.current().pid();
    }
}
