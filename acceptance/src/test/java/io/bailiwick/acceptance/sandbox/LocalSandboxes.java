package io.bailiwick.acceptance.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.ExecRequest;
import io.bailiwick.ExecResult;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxManager;
import io.bailiwick.SandboxSpec;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.FilesystemConfig;
import io.bailiwick.policy.FilesystemMode;
import io.bailiwick.policy.Permissions;
import io.bailiwick.policy.ResourceLimits;
import io.bailiwick.runtime.LocalSandboxManager;
import io.bailiwick.runtime.state.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A manager of this machine, a working directory of its own for each test, and short names for what
 * most tests do.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class LocalSandboxes {

    /** Longer than anything that works takes, and short enough to tell a hang. */
    protected static final Duration NEVER = Duration.ofSeconds(60);

    @TempDir private Path temporary;
    private Path work;
    private SandboxManager manager;

    @BeforeEach
    final void openTheManager() throws IOException {
        work = Files.createDirectory(temporary.toRealPath().resolve("work"));
        manager = SandboxManager.local();
    }

    @AfterEach
    final void closeTheManager() {
        manager.close();
    }

    /** The working directory of the test's sandboxes on the host. */
    protected final Path work() {
        return work;
    }

    /** A directory beside the working directory, which no sandbox sees unless it is declared. */
    protected final Path beside(String name) throws IOException {
        return Files.createDirectories(work.resolveSibling(name));
    }

    protected final SandboxManager manager() {
        return manager;
    }

    /** Where this user's state and run-time files are. */
    protected final Directories directories() {
        return ((LocalSandboxManager) manager).directories();
    }

    /** A capability that may create processes. */
    protected static CapabilityDeclaration.Builder capability() {
        return CapabilityDeclaration.builder().permissions(Permissions.SPAWN_SUBPROCESS);
    }

    /** A mode with nothing declared. */
    protected static CapabilityDeclaration mode(FilesystemMode mode) {
        return files(FilesystemConfig.builder().mode(mode));
    }

    protected static CapabilityDeclaration files(FilesystemConfig.Builder files) {
        return capability().filesystemConfig(files.build()).build();
    }

    protected static CapabilityDeclaration limits(ResourceLimits.Builder limits) {
        return capability().resourceLimits(limits.build()).build();
    }

    /** Reads and writes through the working directory. */
    protected final CapabilityDeclaration writable() {
        return files(
                FilesystemConfig.builder()
                        .mode(FilesystemMode.READ_WRITE)
                        .writablePaths(work.toString()));
    }

    /** A running sandbox in {@link #work()}. */
    protected final Sandbox create(CapabilityDeclaration capability) {
        return manager.create(
                SandboxSpec.builder().capability(capability).workingDirectory(work).build());
    }

    /** A running sandbox that may create processes, otherwise with the defaults. */
    protected final Sandbox create() {
        return create(capability().build());
    }

    /** A line of shell that has to succeed; answers what it wrote. */
    protected static String sh(Sandbox sandbox, String line) {
        ExecResult result = sandbox.run(line);
        assertThat(result.outcome().exitCode())
                .as("%s%n%s%s (%s)", line, result.stdout(), result.stderr(), result.outcome())
                .isZero();
        return result.stdout();
    }

    /** A program of Python on standard input that has to succeed; answers what it wrote. */
    protected static String python(Sandbox sandbox, String program) {
        ExecResult result = runPython(sandbox, program);
        assertThat(result.outcome().exitCode())
                .as("%s%s (%s)", result.stdout(), result.stderr(), result.outcome())
                .isZero();
        return result.stdout();
    }

    /** A program of Python on standard input. */
    protected static ExecResult runPython(Sandbox sandbox, String program) {
        return sandbox.exec(
                ExecRequest.builder().argv("python3", "-").stdin(program).timeout(NEVER).build());
    }
}
