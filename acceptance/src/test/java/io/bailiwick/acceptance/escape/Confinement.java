package io.bailiwick.acceptance.escape;

import io.bailiwick.acceptance.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The places that the probe runs in. Each method gives the results by id. */
final class Confinement {
    /** Cases that take until something ends them: each has a sandbox of its own. */
    private static final List<String> ALONE =
            List.of("RES-01", "RES-03", "RES-05", "RES-07", "RES-08", "RES-09", "RES-15");

    private static final List<String> XDG = List.of("XDG_RUNTIME_DIR", "XDG_STATE_HOME");

    private final Probe probe;

    Confinement(Probe probe) {
        this.probe = probe;
    }

    /**
     * Where attacks must work: the bare host as an ordinary user, and, for what needs more, user
     * namespaces and deliberately weak sandboxes of that user, and root. The first place in which
     * an attack works gives its result.
     */
    Map<String, ProbeResult> control() throws IOException {
        Map<String, ProbeResult> results = new HashMap<>();
        try (Canaries canaries = Canaries.plant(probe, true)) {
            merge(results, inside(canaries, true, List.of(), List.of()));
            merge(
                    results,
                    inside(
                            canaries,
                            true,
                            List.of("unshare", "-Urmnpf", "--mount-proc"),
                            closed(results)));
            merge(results, inside(canaries, true, weakBubblewrap(canaries), closed(results)));
            merge(
                    results,
                    inside(canaries, true, List.of("taskset", "-c", "0"), List.of("PROC-15/a")));
            merge(results, inside(canaries, true, dirtyEnvironment(canaries), List.of("ENV-05")));
            merge(results, onTerminal(canaries));
        }
        if (Caller.root()) {
            try (Canaries canaries = Canaries.plant(probe, false)) {
                merge(results, inside(canaries, false, List.of(), closed(results)));
            }
        }
        return results;
    }

    private List<String> closed(Map<String, ProbeResult> results) {
        return probe.cases().keySet().stream()
                .filter(id -> results.containsKey(id) && !results.get(id).open())
                .toList();
    }

    private static void merge(Map<String, ProbeResult> results, Map<String, ProbeResult> more) {
        more.forEach(
                (id, result) -> results.merge(id, result, (a, b) -> a.open() || !b.open() ? a : b));
    }

    private static List<String> weakBubblewrap(Canaries canaries) {
        String workspace = canaries.workspace().toString();
        return List.of(
                "bwrap",
                "--bind",
                "/",
                "/",
                "--bind",
                workspace,
                workspace,
                "--dev-bind",
                "/dev",
                "/dev",
                "--proc",
                "/proc",
                "--unshare-pid",
                "--setenv",
                "ARGUED",
                canaries.secret());
    }

    private static List<String> dirtyEnvironment(Canaries canaries) {
        return List.of(
                canaries.probe().toString(), "dirty-env", "A=1", "A=2", "=x", "nothing", "--");
    }

    /** Under a terminal that is not ours, as an interactive user has one. */
    private Map<String, ProbeResult> onTerminal(Canaries canaries) throws IOException {
        List<String> command = new ArrayList<>(Host.asOrdinaryUser());
        String inner = canaries.probe() + " run PROC-11/host-terminal";
        command.addAll(List.of("script", "-qefc", inner, "/dev/null"));
        return ProbeLines.results(Host.run(command, canaries.environment()));
    }

    /** Behind any command prefix, with a careless caller. */
    Map<String, ProbeResult> inside(
            Canaries canaries, boolean ordinary, List<String> prefix, List<String> cases)
            throws IOException {
        List<String> command = new ArrayList<>(ordinary ? Host.asOrdinaryUser() : List.of());
        command.addAll(canaries.carelessly());
        command.addAll(prefix);
        command.add(canaries.probe().toString());
        command.add("run-all");
        command.addAll(cases);
        command.addAll(canaries.arguments());
        return ProbeLines.results(Host.run(command, canaries.environment()));
    }

    /** Behind a prefix from the outside: every case, for comparison. */
    Map<String, ProbeResult> prefixed(List<String> prefix) throws IOException {
        try (Canaries canaries = Canaries.plant(probe, true)) {
            List<String> expanded =
                    prefix.stream()
                            .map(word -> word.replace("{workspace}", canaries.workspace() + ""))
                            .map(word -> word.replace("{read}", canaries.readable() + ""))
                            .toList();
            return inside(canaries, true, expanded, List.of());
        }
    }

    /** In sandboxes of the local runtime. */
    Map<String, ProbeResult> sandboxed(boolean ordinary) throws IOException {
        try (Canaries canaries = Canaries.plant(probe, ordinary)) {
            Path home = launcherHome(canaries);
            String together = ids(id -> !alone(id));
            return launched(canaries, ordinary, home, together, ids(Confinement::alone));
        }
    }

    /** A directory for what a launcher keeps, with a class path and the directories of XDG. */
    static Path launcherHome(Canaries canaries) throws IOException {
        Path home = Files.createDirectory(canaries.base().resolve("launcher"));
        for (String variable : XDG) {
            Path directory = Files.createDirectory(home.resolve(variable));
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
        return home;
    }

    /** As {@link #sandboxed}, with the launcher's directory and the ids given. */
    static Map<String, ProbeResult> launched(
            Canaries canaries, boolean ordinary, Path home, String together, String alone)
            throws IOException {
        List<String> command = new ArrayList<>(ordinary ? Host.asOrdinaryUser() : List.of());
        command.addAll(canaries.carelessly());
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath(Files.createDirectory(home.resolve("classes"))),
                        EscapeLauncher.class.getName(),
                        canaries.workspace().toString(),
                        canaries.readable().toString(),
                        together,
                        alone));
        command.addAll(canaries.arguments());
        Map<String, String> environment = new HashMap<>(canaries.environment());
        for (String variable : XDG) {
            environment.put(variable, home.resolve(variable).toString());
        }
        if (ordinary) {
            Host.give(home);
        }
        return ProbeLines.results(Host.run(command, environment));
    }

    private static boolean alone(String id) {
        return ALONE.stream().anyMatch(id::startsWith);
    }

    private String ids(Predicate<String> wanted) {
        return probe.cases().keySet().stream().filter(wanted).collect(Collectors.joining(","));
    }

    /** A copy of the class path that the ordinary user can read. */
    private static String classPath(Path directory) throws IOException {
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            Path from = Path.of(entry);
            if (!Files.exists(from) || !needed(from)) {
                continue;
            }
            Path to = directory.resolve(copies.size() + "-" + from.getFileName());
            copy(from, to);
            copies.add(to.toString());
        }
        return String.join(":", copies);
    }

    /** Not the test frameworks: they are large, and the launcher has no use for them. */
    private static boolean needed(Path entry) {
        String name = entry.getFileName().toString();
        return Files.isDirectory(entry)
                || name.startsWith("bailiwick")
                || name.startsWith("snakeyaml-engine")
                || name.startsWith("jspecify");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (!Files.isDirectory(path)) {
                    Files.copy(path, target);
                } else if (!Files.exists(target)) {
                    Files.createDirectories(target);
                }
            }
        }
    }
}
