package io.bailiwick.bench;

import io.bailiwick.ExecRequest;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Commands in a sandbox that lives already, against the same program spawned by Java itself. */
final class ExecSuite {

    private static final String OURS = "exec /bin/true";
    private static final String SPAWN = "posix_spawn /bin/true (ProcessBuilder)";

    /** A live sandbox is one that is used, one execution after another. */
    private static final int IN_A_TURN = 50;

    /** Turns, until the virtual machine has compiled what an execution runs. */
    private static final int WARMUPS = 60;

    private static final int EXECS_PER_CALLER = 250;
    private static final String TRUE = "/bin/true";

    private ExecSuite() {}

    static void run(Bench bench) throws Exception {
        try (SandboxManager manager = SandboxManager.local();
                Sandbox sandbox = manager.create(bench.roomySpec())) {
            latency(bench, sandbox);
            throughput(bench, sandbox);
        }
    }

    private static void latency(Bench bench, Sandbox sandbox) throws Exception {
        bench.report().heading("exec round trip, 1 caller");
        List<Race.Contender> contenders = new ArrayList<>();
        contenders.add(new Race.Contender(SPAWN, Race.timed(() -> spawn(TRUE))));
        contenders.add(new Race.Contender(OURS, Race.timed(() -> exec(sandbox, TRUE))));
        Optional<Path> bare = bench.tools().staticTrue();
        if (bare.isPresent()) {
            String program = bare.get().toString();
            contenders.add(
                    new Race.Contender(
                            "posix_spawn static true", Race.timed(() -> spawn(program))));
            contenders.add(
                    new Race.Contender(
                            "exec static true", Race.timed(() -> exec(sandbox, program))));
        } else {
            bench.report().detail("absent: a static true (no C compiler made one)");
        }
        Map<String, Samples> samples =
                Race.run(
                        contenders,
                        bench.options().warmups(WARMUPS),
                        bench.options().rounds(60),
                        bench.options().rounds(IN_A_TURN));
        bench.report().race(samples);
        Samples ours = Ratios.of(samples, OURS);
        Samples spawned = Ratios.of(samples, SPAWN);
        bench.report()
                .result(
                        Promise.EXEC_LATENCY,
                        ours.medianMillis(),
                        Ratios.against(samples, OURS, SPAWN));
        bench.report()
                .result(
                        Promise.EXEC_TAIL,
                        ours.p99Millis(),
                        Report.ratio(ours.p99Millis(), spawned.p99Millis()).strip()
                                + " the p99 of "
                                + SPAWN);
    }

    private static void throughput(Bench bench, Sandbox sandbox) throws Exception {
        int each = bench.options().rounds(EXECS_PER_CALLER);
        bench.report().heading("exec, " + Callers.COUNT + " callers with " + each + " each");
        try (Callers callers = new Callers()) {
            List<Race.Contender> contenders =
                    List.of(
                            new Race.Contender(
                                    SPAWN, Race.timed(() -> callers.each(each, () -> spawn(TRUE)))),
                            new Race.Contender(
                                    OURS,
                                    Race.timed(
                                            () -> callers.each(each, () -> exec(sandbox, TRUE)))));
            Map<String, Samples> samples =
                    Race.run(contenders, bench.options().warmups(1), bench.options().rounds(7));
            bench.report().race(samples);
            bench.report()
                    .result(
                            Promise.EXEC_THROUGHPUT,
                            Callers.COUNT * each * 1000 / Ratios.median(samples, OURS),
                            Report.ratio(
                                                    Ratios.median(samples, SPAWN),
                                                    Ratios.median(samples, OURS))
                                            .strip()
                                    + " the rate of "
                                    + SPAWN);
        }
    }

    private static void exec(Sandbox sandbox, String program) {
        sandbox.exec(ExecRequest.builder().argv(program).raiseOnError().build());
    }

    /** The same service that {@link #exec} gives: output read to its end, status collected. */
    private static void spawn(String program) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(program).start();
        process.getOutputStream().close();
        process.getInputStream().readAllBytes();
        process.getErrorStream().readAllBytes();
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(program + " ended with " + status);
        }
    }
}
