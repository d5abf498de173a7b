package io.bailiwick.runtime.doctor;

import io.bailiwick.ExecRequest;
import io.bailiwick.ExecResult;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxManager;
import io.bailiwick.SandboxSpec;
import io.bailiwick.policy.CapabilityDeclaration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A place on the host with something to protect, and throw-away sandboxes to attack it from. Not
 * thread-safe.
 */
final class ProbeBench implements AutoCloseable {

    /** No probe takes that long; a program that hangs is ended. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration HOST_PATIENCE = Duration.ofSeconds(5);

    /** A word that is nowhere else, so that finding it proves where it came from. */
    final String token = UUID.randomUUID().toString().replace("-", "");

    private final SandboxManager manager;
    private final Path directory;

    private ProbeBench(SandboxManager manager, Path directory) {
        this.manager = manager;
        this.directory = directory;
    }

    /** Makes the place: a working directory, and a secret beside it. */
    static ProbeBench open(SandboxManager manager) throws IOException {
        Path directory = Files.createTempDirectory("bailiwick-doctor-").toRealPath();
        ProbeBench bench = new ProbeBench(manager, directory);
        Files.createDirectory(bench.work());
        Files.writeString(bench.work().resolve("visible"), "visible-" + bench.token + "\n");
        Files.writeString(bench.work().resolve(".env"), "hidden-" + bench.token + "\n");
        Files.writeString(bench.secret(), "secret-" + bench.token + "\n");
        return bench;
    }

    /** The working directory of every sandbox. */
    Path work() {
        return directory.resolve("work");
    }

    /** A file that no capability here names. */
    Path secret() {
        return directory.resolve("secret");
    }

    /** Runs a line of shell in a sandbox of its own. */
    ExecResult shell(CapabilityDeclaration capability, String line) {
        return run(capability, List.of("/bin/sh", "-c", line));
    }

    /** Runs a program in a sandbox of its own. */
    ExecResult run(CapabilityDeclaration capability, List<String> argv) {
        try (Sandbox sandbox =
                manager.create(
                        SandboxSpec.builder()
                                .capability(capability)
                                .workingDirectory(work())
                                .label("bailiwick/purpose", "doctor")
                                .build())) {
            return sandbox.exec(
                    ExecRequest.builder()
                            .argv(argv)
                            .timeout(PATIENCE)
                            .captureLimit(64 << 10)
                            .build());
        }
    }

    /** Whether a line of shell succeeds on the host itself, so that its failure inside counts. */
    static boolean onHost(String line) throws IOException {
        Process process =
                new ProcessBuilder("/bin/sh", "-c", line)
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            return process.waitFor(HOST_PATIENCE) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.destroyForcibly();
        }
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
