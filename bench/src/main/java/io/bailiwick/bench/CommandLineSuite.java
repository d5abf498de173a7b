package io.bailiwick.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whole processes: what a person waits for who types {@code bailiwick run -- true}. */
final class CommandLineSuite {

    private static final String OURS = "bailiwick run -- true";
    private static final String BUBBLEWRAP = "bwrap --unshare-all true";

    private CommandLineSuite() {}

    static void run(Bench bench) throws Exception {
        Report report = bench.report();
        report.heading("whole process");
        Optional<Path> distribution = bench.tools().distribution();
        if (distribution.isEmpty()) {
            report.detail(
                    "absent: the distribution; build cli, or name one with"
                            + " -Dbailiwick.distribution=DIR");
            return;
        }
        List<Peers.Peer> peers = Peers.find(bench.tools());
        Map<String, Samples> samples =
                Race.run(
                        contenders(bench, distribution.get(), peers),
                        bench.options().warmups(3),
                        bench.options().rounds(40));
        report.race(samples);
        double ours = Ratios.median(samples, OURS);
        List<String> notes = new ArrayList<>();
        samples.forEach((name, times) -> {
            if (!name.equals(OURS)) {
                notes.add(Report.ratio(ours, times.medianMillis()).strip() + " " + name);
            }
        });
        report.result(Promise.COMMAND_LINE, ours, String.join(", ", notes));
        for (Peers.Peer peer : peers) {
            if (peer.command().isPresent() && peer.toBeat().isPresent()) {
                report.result(
                        peer.toBeat().get(),
                        ours / Ratios.median(samples, peer.name()),
                        peer.name());
            }
        }
    }

    private static List<Race.Contender> contenders(
            Bench bench, Path distribution, List<Peers.Peer> peers) {
        Tools tools = bench.tools();
        List<Race.Contender> contenders = new ArrayList<>();
        tools.bubblewrapped("/bin/true").map(c -> c.as(BUBBLEWRAP)).ifPresent(contenders::add);
        Path java = distribution.resolve("runtime/bin/java");
        contenders.add(
                tools.command(java.toString(), "-XX:+UseSerialGC", "-version")
                        .as("java -version (JVM floor)"));
        contenders.add(
                tools.command(
                                distribution.resolve("bin/bailiwick").toString(),
                                "run",
                                "--",
                                "/bin/true")
                        .as(OURS));
        for (Peers.Peer peer : peers) {
            if (peer.command().isPresent()) {
                contenders.add(peer.command().get().as(peer.name()));
            } else {
                bench.report().detail("absent: " + peer.name() + " (" + peer.missing() + ")");
            }
        }
        return contenders;
    }
}
