package io.bailiwick.bench;

import io.bailiwick.ExecRequest;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxManager;
import io.bailiwick.SandboxSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From nothing to a sandbox that has run a command, and back to nothing. */
final class LifecycleSuite {

    private static final String FIRST_EXEC = "create + first exec";
    private static final String LOOP = "create + destroy";
    private static final String BUBBLEWRAP = "bwrap --unshare-all true";
    private static final int EACH = 10;

    /**
     * Until the virtual machine has compiled what a start runs, as it has in any supervisor that
     * lives.
     */
    private static final int WARMUPS = 600;

    private LifecycleSuite() {}

    static void run(Bench bench) throws Exception {
        try (SandboxManager manager = SandboxManager.local()) {
            firstExec(bench, manager);
            closedLoop(bench, manager);
        }
    }

    private static void firstExec(Bench bench, SandboxManager manager) throws Exception {
        bench.report().heading("create + first exec");
        SandboxSpec spec = bench.spec();
        List<Race.Contender> contenders = bubblewrap(bench);
        contenders.add(new Race.Contender(FIRST_EXEC, () -> createAndExec(manager, spec)));
        Map<String, Samples> samples =
                Race.run(contenders, bench.options().warmups(WARMUPS), bench.options().rounds(200));
        bench.report().race(samples);
        bench.report()
                .result(
                        Promise.FIRST_EXEC,
                        Ratios.median(samples, FIRST_EXEC),
                        Ratios.against(samples, FIRST_EXEC, BUBBLEWRAP));
    }

    private static long createAndExec(SandboxManager manager, SandboxSpec spec) {
        long start = System.nanoTime();
        try (Sandbox sandbox = manager.create(spec)) {
            sandbox.exec(ExecRequest.builder().argv("/bin/true").raiseOnError().build());
            return System.nanoTime() - start;
        }
    }

    /** In batches, so that what a destruction puts off is paid by the next creation. */
    private static void closedLoop(Bench bench, SandboxManager manager) throws Exception {
        int cycles = bench.options().rounds(bench.options().cycles());
        int each = Math.min(EACH, Math.ceilDiv(cycles, Callers.COUNT));
        int batch = each * Callers.COUNT;
        bench.report().heading("create + destroy, closed loop, batches of " + batch);
        SandboxSpec spec = bench.spec();
        try (Callers callers = new Callers()) {
            List<Race.Contender> contenders = new ArrayList<>();
            for (Race.Contender one : bubblewrap(bench)) {
                Race.Action run = one.trial()::run;
                contenders.add(
                        new Race.Contender(one.name(), Race.timed(() -> callers.each(each, run))));
            }
            Race.Action cycle = () -> manager.create(spec).close();
            contenders.add(new Race.Contender(LOOP, Race.timed(() -> callers.each(each, cycle))));
            Race.run(contenders, 0, 1);
            Footprint before = Footprint.take();
            Map<String, Samples> samples = Race.run(contenders, 0, Math.ceilDiv(cycles, batch));
            Footprint after = Footprint.settled(before);
            requireNoneLeft(manager);
            bench.report().race(samples);
            bench.report()
                    .result(
                            Promise.LIFECYCLE_RATE,
                            batch * 1000 / Ratios.mean(samples, LOOP),
                            Ratios.rateAgainst(samples, LOOP, BUBBLEWRAP));
            String growth = "over " + cycles + " cycles: " + after.growthSince(before);
            bench.report().detail(growth);
            bench.report()
                    .result(Promise.LIFECYCLE_GROWTH, (double) after.leftSince(before), growth);
        }
    }

    private static void requireNoneLeft(SandboxManager manager) throws IOException {
        int left = manager.list().size();
        if (left != 0) {
            throw new IOException(left + " sandboxes are left after their destruction");
        }
    }

    private static List<Race.Contender> bubblewrap(Bench bench) {
        List<Race.Contender> contenders = new ArrayList<>();
        bench.tools()
                .bubblewrapped("/bin/true")
                .ifPresentOrElse(
                        command -> contenders.add(command.as(BUBBLEWRAP)),
                        () -> bench.report().detail("absent: bwrap"));
        return contenders;
    }
}
