package io.bailiwick.linux.fuse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A {@link MountServer} in a process and a mount namespace of its own, and commands run beside it.
 * When the process ends, however it ends, its mount is gone.
 */
final class MountedProcess implements AutoCloseable {
    private static final int PATIENCE = 240;

    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    /** An ordinary user mounts in a user namespace of their own. */
    private static final List<String> UNSHARE =
            ROOT
                    ? List.of("unshare", "-m", "--propagation", "private")
                    : List.of("unshare", "-U", "-r", "-m", "--propagation", "private");

    private static final List<String> ENTER =
            ROOT
                    ? List.of("nsenter", "-m")
                    : List.of("nsenter", "-U", "-m", "--preserve-credentials");

    final Path source;
    final Path mountPoint;
    private final Path work;
    private final Process server;
    private final BufferedReader answers;

    private MountedProcess(Path work, Process server) {
        this.work = work;
        this.server = server;
        source = work.resolve("source");
        mountPoint = work.resolve("mount");
        answers = server.inputReader(ISO_8859_1);
    }

    static MountedProcess start(Path work, String mode) throws IOException {
        Files.createDirectories(work.resolve("source"));
        Files.createDirectories(work.resolve("mount"));
        List<String> command = new ArrayList<>(UNSHARE);
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-cp",
                        location(FuseConnection.class) + ":" + location(MountServer.class),
                        MountServer.class.getName(),
                        work.resolve("source").toString(),
                        work.resolve("mount").toString(),
                        mode));
        Process server =
                new ProcessBuilder(command)
                        .directory(Path.of("/").toFile())
                        .redirectError(work.resolve("server.err").toFile())
                        .start();
        MountedProcess mounted = new MountedProcess(work, server);
        try {
            assertThat(mounted.answer()).as(mounted.complaints()).isEqualTo("ready");
        } catch (IOException | AssertionError failed) {
            mounted.kill();
            throw failed;
        }
        return mounted;
    }

    private static String location(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().getPath();
    }

    private String answer() throws IOException {
        return Objects.requireNonNullElse(answers.readLine(), "");
    }

    /** What the server logged. */
    String complaints() throws IOException {
        return Files.readString(work.resolve("server.err"));
    }

    String ask(char command) throws IOException {
        server.getOutputStream().write(command);
        server.getOutputStream().flush();
        return answer();
    }

    /** Copies a script out of the resources. */
    Path script(String name) throws IOException {
        Path script = work.resolve(name);
        try (InputStream in = MountedProcess.class.getResourceAsStream(name)) {
            Files.write(script, Objects.requireNonNull(in).readAllBytes());
        }
        return script;
    }

    /** Starts a command that sees the mount; its output goes to {@code output}. */
    Process begin(Path output, String... command) throws IOException {
        List<String> all = new ArrayList<>(ENTER);
        all.addAll(List.of("-t", Long.toString(server.pid()), "--"));
        all.addAll(List.of(command));
        return new ProcessBuilder(all)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** Runs a command that sees the mount, and answers what it printed. */
    String run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(work, "out", "");
        Process process = begin(output, command);
        if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return "no end after " + PATIENCE + " s: " + Files.readString(output, ISO_8859_1);
        }
        return Files.readString(output, ISO_8859_1);
    }

    /** Whether the caller may have a mount namespace. */
    static boolean possible() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(UNSHARE);
        command.add("true");
        return new ProcessBuilder(command).start().waitFor() == 0;
    }

    /** SIGKILL, and waits for it. */
    void kill() {
        server.destroyForcibly().onExit().join();
    }

    /** Unmounts in order; the server's last word. */
    String end() throws IOException, InterruptedException {
        server.getOutputStream().close();
        boolean ended = server.waitFor(30, TimeUnit.SECONDS);
        return ended ? answer() : "the server does not end";
    }

    @Override
    public void close() {
        kill();
    }
}
