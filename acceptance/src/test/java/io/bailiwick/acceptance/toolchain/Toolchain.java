package io.bailiwick.acceptance.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bailiwick.ExecResult;
import io.bailiwick.Sandbox;
import io.bailiwick.acceptance.sandbox.LocalSandboxes;
import io.bailiwick.policy.FilesystemConfig;
import io.bailiwick.policy.FilesystemMode;
import io.bailiwick.policy.ResourceLimits;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;

/** A sandbox in which a project is built: it writes through its working directory. */
abstract class Toolchain extends LocalSandboxes {

    private Sandbox sandbox;

    @BeforeEach
    final void createTheSandbox() {
        sandbox =
                create(
                        capability()
                                .filesystemConfig(
                                        FilesystemConfig.builder()
                                                .mode(FilesystemMode.READ_WRITE)
                                                .writablePaths(work().toString())
                                                .build())
                                .resourceLimits(
                                        ResourceLimits.builder()
                                                .maxMemoryMb(3072)
                                                .maxCpuSeconds(120)
                                                .build())
                                .build());
    }

    /** Runs lines of shell in the working directory; all have to succeed. Answers their output. */
    protected final String run(String lines) {
        ExecResult result = sandbox.run("set -e\n" + lines, r -> r.timeout(NEVER));
        assertThat(result.outcome().exitCode())
                .as("%s%n%s%s (%s)", lines, result.stdout(), result.stderr(), result.outcome())
                .isZero();
        return result.stdout();
    }

    /** Runs a program of Python that has to succeed. */
    protected final String python(String program) {
        file("program.py", program);
        return run("python3 program.py");
    }

    /** Writes a file of the project on the host. */
    protected final Path file(String name, String content) {
        try {
            Path file = work().resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Skips where the host itself has no such program. */
    protected static void assumeProgram(String name) {
        boolean there =
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
        assumeTrue(there, "missing feature: " + name);
    }
}
