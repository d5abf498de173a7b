package io.bailiwick.acceptance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.acceptance.Caller;
import io.bailiwick.runtime.state.TreeRemoval;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a supervisor does about the remains of others before its first sandbox. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SweepTest {

    @TempDir private Path base;
    private PrivateState files;
    private Path work;

    @BeforeEach
    void prepare() throws IOException {
        files = PrivateState.in(base.toRealPath());
        work = Files.createDirectory(base.toRealPath().resolve("work"));
    }

    private String next(String before) throws Exception {
        return files.output(before, NextSupervisor.class, work.toString());
    }

    /** A supervisor's run directory that was left long ago. */
    private Path dead(String name) throws IOException {
        Path directory = Files.createDirectory(files.run().resolve(name));
        Files.createFile(directory.resolve("lock"));
        return directory;
    }

    private static void age(Path path) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }

    @Test
    void whatIsNoSupervisorsDirectoryKeepsNobodyFromStarting() throws Exception {
        Files.createDirectory(dead("s-000000000001").resolve("lock2"));
        Path lock = Files.createDirectories(files.run().resolve("s-000000000002/lock"));
        age(lock);
        age(Files.createFile(files.run().resolve("s-000000000003")));
        Files.createSymbolicLink(files.run().resolve("s-000000000004"), Path.of("/nowhere"));
        Files.createDirectories(files.state().resolve("sandboxes"));
        Files.createFile(files.state().resolve("sandboxes/s-000000000005"));

        assertThat(next("")).isEqualTo("works\n");
        assertThat(files.supervisors()).doesNotContain("s-000000000001");
        assertThat(files.layers()).isEmpty();
    }

    @Test
    void aNameThatNoSupervisorWouldHaveKeepsNobodyFromStarting() throws Exception {
        dead("s- not one of ours");

        assertThat(next("")).isEqualTo("works\n");
    }

    @Test
    void remainsThatCannotBeRemovedKeepNobodyFromStarting() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(
                Caller.root(), "needs root: a mount within a dead supervisor's layer");
        dead("s-000000000001");
        Path layer = files.state().resolve("sandboxes/s-000000000001/layer");
        Files.createDirectories(layer);

        assertThat(next("mount -t tmpfs none /var/lib/bailiwick/sandboxes/s-000000000001/layer"))
                .isEqualTo("works\n");
        assertThat(layer).exists();
        assertThat(next("")).isEqualTo("works\n");
        assertThat(layer).doesNotExist();
    }

    @Test
    void theHostIdsOfTheDeadAreFreed() throws Exception {
        Path ids = Files.createDirectory(files.run().resolve("ids"));
        dead("s-000000000001");
        Files.writeString(ids.resolve("1879100000"), "s-000000000001");

        assertThat(next("")).isEqualTo("works\n");
        assertThat(files.hostIds()).isEmpty();
    }

    @Test
    void linksAreRemovedAndNotFollowed() throws IOException {
        Path kept = Files.writeString(work.resolve("kept"), "kept");
        Path tree = base.resolve("tree");
        Files.createDirectories(tree.resolve("inner"));
        Files.createSymbolicLink(tree.resolve("to-directory"), work);
        Files.createSymbolicLink(tree.resolve("inner/to-file"), kept);
        Files.createSymbolicLink(tree.resolve("inner/nowhere"), Path.of("/nowhere"));
        Files.createSymbolicLink(base.resolve("link"), work);
        TreeRemoval.delete(tree);
        TreeRemoval.delete(base.resolve("link"));

        assertThat(tree).doesNotExist();
        assertThat(base.resolve("link")).doesNotExist();
        assertThat(kept).hasContent("kept");
    }

    @Test
    void directoriesWithoutAnyPermissionAreRemoved() throws IOException {
        Path tree = base.resolve("tree");
        for (String mode : new String[] {"---------", "r--------", "r-x------", "-wx------"}) {
            Path directory = tree.resolve("mode" + mode);
            Files.createDirectories(directory.resolve("below"));
            Files.createFile(directory.resolve("file"));
            Files.setPosixFilePermissions(
                    directory.resolve("below"), PosixFilePermissions.fromString(mode));
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
        }
        TreeRemoval.delete(tree);

        assertThat(tree).doesNotExist();
    }

    /** Deeper than any path can say, and than recursion with descriptors can go. */
    @Test
    void aTreeDeeperThanAPathIsLongIsRemoved() throws Exception {
        Path tree = Files.createDirectory(base.resolve("tree"));
        shell(
                tree,
                """
                import os
                for i in range(3000):
                    os.mkdir('d' * 20)
                    os.chdir('d' * 20)
                open('file', 'w').close()
                """);
        TreeRemoval.delete(tree);

        assertThat(tree).doesNotExist();
    }

    @Test
    void aDeepTreeOfDirectoriesWithoutPermissionsIsRemoved() throws Exception {
        Path tree = Files.createDirectory(base.resolve("tree"));
        shell(
                tree,
                """
                import os
                fds = []
                for i in range(60):
                    os.mkdir('moved-up-0')
                    fds.append(os.open('.', os.O_RDONLY))
                    os.chdir('moved-up-0')
                for fd in reversed(fds):
                    os.chmod('moved-up-0', 0, dir_fd=fd)
                """);
        TreeRemoval.delete(tree);

        assertThat(tree).doesNotExist();
    }

    private static void shell(Path directory, String program) throws Exception {
        Process python =
                new ProcessBuilder("python3", "-c", program)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).as(output).isZero();
    }
}
