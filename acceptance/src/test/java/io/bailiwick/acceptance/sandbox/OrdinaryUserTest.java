package io.bailiwick.acceptance.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.bailiwick.CapabilityRefusedException;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxSpec;
import io.bailiwick.acceptance.Caller;
import io.bailiwick.plan.PlanResult;
import io.bailiwick.policy.FilesystemConfig;
import io.bailiwick.policy.FilesystemMode;
import io.bailiwick.runtime.LocalSandboxManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What cannot happen to root: directories that the caller cannot list, and state where it says. */
class OrdinaryUserTest extends LocalSandboxes {

    private Path data;
    private Path closed;

    @BeforeEach
    void makeADirectoryThatCannotBeListed() throws IOException {
        assumeFalse(Caller.root(), "needs an ordinary user: root can list every directory");
        data = beside("data");
        Files.writeString(data.resolve("open"), "open");
        closed = Files.createDirectory(data.resolve("closed"));
        Files.writeString(closed.resolve(".env"), "SECRET=1");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("-wx------"));
    }

    @AfterEach
    void open() throws IOException {
        if (!Caller.root()) {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** The name in it can be opened by whoever knows it; so it must not show. */
    private void assertHiddenIn(Sandbox sandbox) throws IOException {
        assertThat(Files.readString(closed.resolve(".env"))).isEqualTo("SECRET=1");
        assertThat(sh(sandbox, "ls -A " + data)).isEqualTo("open\n");
        assertThat(sandbox.run("cat " + closed.resolve(".env")).stderr())
                .contains("No such file or directory");
    }

    @Test
    void whatCannotBeSearchedIsHiddenWhereItIsRead() throws IOException {
        assertHiddenIn(create(files(FilesystemConfig.builder().readPaths(data.toString()))));
    }

    @Test
    void whatCannotBeSearchedIsHiddenInAPrivateLayer() throws IOException {
        Sandbox sandbox =
                create(
                        files(
                                FilesystemConfig.builder()
                                        .mode(FilesystemMode.READ_WRITE)
                                        .readPaths(data.toString())));
        assertHiddenIn(sandbox);
        sh(sandbox, "echo x > " + closed.resolveSibling("mine"));
    }

    @Test
    void whatCannotBeSearchedIsRefusedWhereItIsWrittenThrough() {
        assertThatExceptionOfType(CapabilityRefusedException.class)
                .isThrownBy(() ->
                        create(
                                files(
                                        FilesystemConfig.builder()
                                                .mode(FilesystemMode.READ_WRITE)
                                                .writablePaths(data.toString()))))
                .withMessageContaining("cannot be searched: closed");
    }

    @Test
    void ourStateBehindALinkCannotBeMadeWritable() throws IOException {
        Path real = beside("real");
        Path link = Files.createSymbolicLink(real.resolveSibling("link"), real);
        Map<String, String> environment =
                Map.of("XDG_STATE_HOME", link.toString(), "XDG_RUNTIME_DIR", link.toString());
        try (LocalSandboxManager manager = LocalSandboxManager.open(environment, work())) {
            assertThat(manager.directories().state()).isEqualTo(link.resolve("bailiwick"));

            assertThat(plan(manager, beside("other"))).isInstanceOf(PlanResult.Planned.class);
            for (Path path : new Path[] {real, real.resolve("bailiwick"), link}) {
                assertThat(plan(manager, path)).isInstanceOf(PlanResult.Refused.class);
            }
        }
    }

    private PlanResult plan(LocalSandboxManager manager, Path writable) {
        return manager.plan(
                SandboxSpec.builder()
                        .capability(
                                files(
                                        FilesystemConfig.builder()
                                                .mode(FilesystemMode.READ_WRITE)
                                                .writablePaths(writable.toString())))
                        .workingDirectory(work())
                        .build());
    }
}
