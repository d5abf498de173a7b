package io.bailiwick.linux.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A directory that is passed through, seen by other processes. {@code ./verify-long mounts} runs
 * these; {@code -Dbailiwick.mounts.seeds} is for how many sequences of random operations.
 */
@Tag("mounts")
class MountTest {

    /** Server modes: who moves the data, and whether others may change the directory meanwhile. */
    private static final String PASSTHROUGH = "passthrough,exclusive";

    private static final String CACHED = "cached,exclusive";
    private static final String SHARED = "cached,shared";

    private static final int SEEDS = Integer.getInteger("bailiwick.mounts.seeds", 4);

    @TempDir private Path work;

    @BeforeEach
    void theHostCanMount() throws IOException, InterruptedException {
        assumeTrue(Files.isWritable(Path.of("/dev/fuse")), "missing feature: /dev/fuse");
        assumeTrue(MountedProcess.possible(), "missing feature: user namespaces");
        for (String tool : new String[] {"python3", "git", "make", "cc", "nsenter"}) {
            assumeTrue(
                    Files.isExecutable(Path.of("/usr/bin", tool)),
                    "missing feature: /usr/bin/" + tool);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PASSTHROUGH, CACHED, SHARED})
    void filesBehaveAsOnTheNativeFileSystem(String mode) throws Exception {
        try (var mounted = MountedProcess.start(work, mode)) {
            Path control = Files.createDirectory(work.resolve("native"));

            String output =
                    mounted.run(
                            "/usr/bin/python3",
                            mounted.script("semantics.py").toString(),
                            control.toString(),
                            mounted.mountPoint.toString());

            assertThat(output).isEqualTo("checks 73\n");
            assertThat(mounted.end()).isEqualTo("closed");
            assertThat(mounted.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PASSTHROUGH, CACHED})
    void randomOperationsHaveTheResultsOfTheNativeFileSystem(String mode) throws Exception {
        try (var mounted = MountedProcess.start(work, mode)) {
            Path script = mounted.script("random_operations.py");
            for (int seed = 1; seed <= SEEDS; seed++) {
                Path control = Files.createDirectory(work.resolve("native" + seed));
                Files.createDirectory(mounted.source.resolve(Integer.toString(seed)));

                String output =
                        mounted.run(
                                "/usr/bin/python3",
                                script.toString(),
                                control.toString(),
                                mounted.mountPoint.resolve(Integer.toString(seed)).toString(),
                                Integer.toString(seed),
                                "4000");

                assertThat(output).as("seed " + seed).matches("operations 4000 good \\d{3,}\n");
            }
            assertThat(mounted.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PASSTHROUGH, CACHED})
    void toolsWorkInTheMount(String mode) throws Exception {
        try (var mounted = MountedProcess.start(work, mode)) {
            String script = mounted.script("tools.sh").toString();

            String output = mounted.run("/bin/sh", script, mounted.mountPoint.toString());

            assertThat(output).isEqualTo("ok git\nok tar\nok make\nok sqlite\nok remove\n");
            assertThat(mounted.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PASSTHROUGH, CACHED})
    void eightThreadsMakeAndRenameInOneDirectory(String mode) throws Exception {
        try (var mounted = MountedProcess.start(work, mode)) {
            String script = mounted.script("stress.py").toString();

            String output =
                    mounted.run("/usr/bin/python3", script, mounted.mountPoint.toString(), "150");

            assertThat(output).isEqualTo("rounds 150\n");
            assertThat(mounted.complaints()).isEmpty();
        }
    }

    @Test
    void forgettingEverythingLeavesOnlyTheRoot() throws Exception {
        try (var mounted = MountedProcess.start(work, CACHED)) {
            String mount = mounted.mountPoint.toString();
            mounted.run(
                    "/bin/sh", "-c", "cd " + mount + "; for i in $(seq 300); do echo >f$i; done");
            assertThat(Integer.parseInt(mounted.ask('n'))).isGreaterThan(300);

            mounted.run("/bin/sh", "-c", "rm " + mount + "/*");

            assertThat(mounted.ask('n')).isEqualTo("1");
        }
    }

    @Test
    void whatOthersChangeIsSeenAfterTheKernelWasTold() throws Exception {
        try (var mounted = MountedProcess.start(work, CACHED)) {
            Path file = mounted.mountPoint.resolve("f");
            assertThat(mounted.run("ls", file.toString())).contains("No such file");
            Files.writeString(mounted.source.resolve("f"), "new");
            assertThat(mounted.run("ls", file.toString())).contains("No such file");

            assumeTrue(mounted.ask('e').equals("0"), "missing feature: FUSE_NOTIFY_INC_EPOCH");
            mounted.ask('i');

            assertThat(mounted.run("cat", file.toString())).isEqualTo("new");
        }
    }

    @Test
    void anAbortReleasesWhoeverWaitsAndEndsTheWorkers() throws Exception {
        try (var mounted = MountedProcess.start(work, PASSTHROUGH)) {
            String mount = mounted.mountPoint.toString();
            assertThat(mounted.run("ls", mount)).isEmpty();

            assertThat(mounted.ask('a')).isEqualTo("true");

            assertThat(mounted.ask('w')).isEqualTo("true");
            assertThat(mounted.run("ls", mount + "/x")).containsAnyOf("not connected", "No such");
            assertThat(mounted.end()).isEqualTo("closed");
        }
    }

    @Test
    void aServerThatIsKilledHangsNobody() throws Exception {
        try (var mounted = MountedProcess.start(work, CACHED)) {
            Files.writeString(mounted.source.resolve("f"), "data");
            Path said = work.resolve("said");
            Process user =
                    mounted.begin(
                            said,
                            "/bin/sh",
                            "-c",
                            "cd " + mounted.mountPoint + "; echo in; read x; cat f; echo $?");
            try {
                mounted.run(
                        "/bin/sh", "-c", "while ! grep -q in " + said + "; do sleep 0.05; done");
                mounted.kill();
                user.getOutputStream().close();

                assertThat(user.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(said).content().contains("not connected").endsWith("1\n");
            } finally {
                user.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void closingEndsTheMountAlsoWhileItIsUsed() throws Exception {
        try (var mounted = MountedProcess.start(work, PASSTHROUGH)) {
            Path said = work.resolve("said");
            Process user =
                    mounted.begin(
                            said,
                            "/usr/bin/python3",
                            "-uc",
                            "import os; os.chdir('"
                                    + mounted.mountPoint
                                    + "'); print('in')\ninput()");
            try {
                mounted.run(
                        "/bin/sh", "-c", "while ! grep -q in " + said + "; do sleep 0.05; done");

                assertThat(mounted.end()).isEqualTo("closed");
            } finally {
                user.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void nothingOutsideOfTheDirectoryIsReached() throws Exception {
        Files.createDirectories(work.resolve("source"));
        Files.writeString(work.resolve("outside"), "secret");
        Files.createSymbolicLink(work.resolve("source/up"), Path.of(".."));
        try (var mounted = MountedProcess.start(work, CACHED)) {
            // The link is resolved by the reader's kernel, from the mount point's own parent.
            assertThat(mounted.run("readlink", mounted.mountPoint.resolve("up").toString()))
                    .isEqualTo("..\n");
            assertThat(mounted.run("cat", mounted.mountPoint + "/up/outside")).isEqualTo("secret");
            assertThat(mounted.run("cat", mounted.mountPoint + "/../mount/outside"))
                    .contains("No such file");
        }
    }

    @Test
    void theKernelMovesTheDataItselfWhereItCan() throws IOException, InterruptedException {
        try (var mounted = MountedProcess.start(work, PASSTHROUGH)) {
            Files.writeString(mounted.source.resolve("f"), "data\n");
            String file = mounted.mountPoint.resolve("f").toString();
            assertThat(mounted.run("cat", file)).isEqualTo("data\n");
            assumeTrue(mounted.ask('p').equals("true"), "missing feature: FUSE_PASSTHROUGH");

            // A descriptor that was opened before goes on when the connection is gone; its
            // attributes, for which cat would ask, do not.
            String output =
                    mounted.run(
                            "/bin/sh",
                            "-c",
                            "exec 3<"
                                    + file
                                    + "; umount -l -f "
                                    + mounted.mountPoint
                                    + "; read x <&3; echo $x");

            assertThat(output).isEqualTo("data\n");
        }
    }
}
