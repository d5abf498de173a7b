package io.bailiwick.acceptance.crash;

import io.bailiwick.acceptance.Caller;
import io.bailiwick.linux.directory.PrivateDirectory;
import io.bailiwick.runtime.state.Directories;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * State and run-time directories that nobody else uses, and Java programs whose supervisors have
 * these. An ordinary user's are named by the environment; root's are fixed, so that root's programs
 * get a mount namespace in which ours lie there.
 *
 * @param state the state directory as the test sees it
 * @param run the run directory as the test sees it
 * @param errors where the programs' standard error goes
 */
public record PrivateState(Path state, Path run, Path errors) {

    /** Makes the directories in {@code base}, whose path has to be short: sockets lie there. */
    public static PrivateState in(Path base) throws IOException {
        Path state = base.resolve("s/bailiwick");
        Path run = base.resolve("r/bailiwick");
        PrivateDirectory.ensure(state);
        PrivateDirectory.ensure(run);
        return new PrivateState(state, run, base.resolve("errors"));
    }

    /**
     * A program that was not started yet. The process is the program's own from the start.
     *
     * @param before run by root in the program's mount namespace before it: shell
     */
    public ProcessBuilder program(String before, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        if (Caller.root()) {
            Directories fixed = Directories.of(true, Map.of(), Path.of("/"));
            fixed.prepare();
            command.addAll(
                    List.of(
                            "unshare",
                            "--mount",
                            "--propagation",
                            "private",
                            "sh",
                            "-c",
                            "set -e; mount --bind \"$1\" \"$2\"; mount --bind \"$3\" \"$4\"; "
                                    + before
                                    + "\nshift 4; exec \"$@\"",
                            "sh",
                            state.toString(),
                            fixed.state().toString(),
                            run.toString(),
                            fixed.run().toString()));
        }
        command.addAll(
                List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("XDG_STATE_HOME", parent(state));
        builder.environment().put("XDG_RUNTIME_DIR", parent(run));
        builder.redirectError(ProcessBuilder.Redirect.appendTo(new File(errors.toString())));
        return builder;
    }

    /** Runs a program to its end and answers its output. */
    public String output(String before, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        Process process = program(before, main, arguments).start();
        process.getOutputStream().close();
        String output =
                new String(
                        process.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new AssertionError("exit status " + status + ": " + output + complaints());
        }
        return output;
    }

    /** What the programs have written to their standard errors. */
    public String complaints() throws IOException {
        return Files.exists(errors) ? Files.readString(errors) : "";
    }

    /** Names of the supervisors that have directories. */
    public List<String> supervisors() throws IOException {
        return names(run, "s-");
    }

    /** Names of the supervisors that have layers. */
    public List<String> layers() throws IOException {
        return names(state.resolve("sandboxes"), "");
    }

    /** Host ids that are taken; only root's supervisors take any. */
    public List<String> hostIds() throws IOException {
        return names(run.resolve("ids"), "");
    }

    private static List<String> names(Path directory, String prefix) throws IOException {
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (var entries = Files.newDirectoryStream(directory, prefix + "*")) {
                entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
            }
        }
        return names;
    }

    private static String parent(Path path) {
        return String.valueOf(path.getParent());
    }
}
