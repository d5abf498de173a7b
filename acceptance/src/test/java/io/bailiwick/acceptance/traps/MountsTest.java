package io.bailiwick.acceptance.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bailiwick.acceptance.Caller;
import io.bailiwick.acceptance.crash.PrivateState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * File systems that are mounted beneath what a sandbox sees, before it starts and afterwards. In
 * mount namespaces of their own, which takes root.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MountsTest {

    @TempDir private Path base;
    private PrivateState files;
    private Path written;
    private Path read;

    @BeforeEach
    void prepare() throws IOException {
        files = PrivateState.in(base.toRealPath());
        written = base.toRealPath().resolve("written");
        read = base.toRealPath().resolve("read");
        Files.createDirectories(written.resolve("sub"));
        Files.createDirectories(read.resolve("sub"));
        assumeTrue(Caller.root(), "needs root: mounts");
    }

    /** A supervisor in a mount namespace of its own, with a sandbox. */
    private record Session(Process supervisor, BufferedReader answers, Writer lines)
            implements AutoCloseable {

        /** What a line of shell in the sandbox answers. */
        String ask(String line) throws IOException {
            lines.write(line + "\n");
            lines.flush();
            return String.valueOf(answers.readLine());
        }

        /** A command of the host, as the supervisor's mount namespace shows it. */
        ProcessBuilder host(String... command) {
            List<String> all =
                    new ArrayList<>(
                            List.of("nsenter", "--mount", "--target", "" + supervisor.pid(), "--"));
            all.addAll(List.of(command));
            return new ProcessBuilder(all).redirectErrorStream(true);
        }

        void mountLater(Path directory) throws IOException, InterruptedException {
            String line = "mount -t tmpfs none \"$1\" && echo secret > \"$1\"/later";
            Process mount = host("sh", "-c", line, "sh", directory.toString()).start();
            assertThat(mount.waitFor()).isZero();
        }

        @Override
        public void close() throws IOException {
            lines.close();
            // It closes its manager first.
            assertThat(answers.readLine()).isNull();
        }
    }

    private Session start(String before) throws IOException {
        Process supervisor =
                files.program(before, ShellSupervisor.class, written.toString(), read.toString())
                        .start();
        Session session =
                new Session(
                        supervisor,
                        supervisor.inputReader(StandardCharsets.UTF_8),
                        supervisor.outputWriter(StandardCharsets.UTF_8));
        assertThat(session.answers().readLine()).as(files.complaints()).isEqualTo("ready");
        return session;
    }

    @Test
    void whatTheHostMountsLaterDoesNotAppearInARunningSandbox() throws Exception {
        try (Session session = start("mount --make-rshared /")) {
            for (Path directory : List.of(read.resolve("sub"), written.resolve("sub"))) {
                session.mountLater(directory);

                assertThat(session.ask("cat " + directory + "/later"))
                        .startsWith("1 ")
                        .contains("No such file");
                session.ask("echo x > " + directory + "/planted");
                assertThat(Naive.output(session.host("ls", directory.toString())))
                        .isEqualTo("later\n");
            }
        }
    }

    /** The control: bubblewrap leaves its tree a slave of the host's. */
    @Test
    void inANaiveSandboxWhatTheHostMountsLaterAppearsWritable() throws Exception {
        try (Session session = start("mount --make-rshared /")) {
            Path directory = read.resolve("sub");
            Process naive =
                    session.host(
                                    "bwrap",
                                    "--ro-bind",
                                    "/",
                                    "/",
                                    "sh",
                                    "-c",
                                    "echo up; read line; cat "
                                            + directory
                                            + "/later; echo x > "
                                            + directory
                                            + "/planted && echo planted")
                            .start();
            BufferedReader output = naive.inputReader();
            assertThat(output.readLine()).isEqualTo("up");
            session.mountLater(directory);
            naive.outputWriter().append("go\n").close();

            assertThat(output.readLine()).isEqualTo("secret");
            assertThat(output.readLine()).isEqualTo("planted");
        }
    }

    @Test
    void whatIsMountedBeneathAReadableTreeIsReadAndNotWritten() throws Exception {
        Files.writeString(read.resolve("above"), "above");
        String sub = read + "/sub";
        try (Session session =
                start(
                        ("mount -t tmpfs none %1$s; echo inside > %1$s/file; mkdir %1$s/deep;"
                                        + " mount -t tmpfs none %1$s/deep; echo deeper > %1$s/deep/file")
                                .formatted(sub))) {

            assertThat(session.ask("cat " + read + "/above")).isEqualTo("0 above");
            assertThat(session.ask("cat " + sub + "/file " + sub + "/deep/file"))
                    .isEqualTo("0 inside|deeper");
            assertThat(session.ask("echo x > " + sub + "/file")).doesNotStartWith("0 ");
            session.ask("echo x > " + sub + "/new");
            assertThat(session.ask("echo x > " + sub + "/deep/file"))
                    .contains("Read-only file system");
            assertThat(
                            Naive.output(
                                    session.host(
                                            "sh", "-c", "ls %1$s; cat %1$s/file".formatted(sub))))
                    .isEqualTo("deep\nfile\ninside\n");
        }
    }

    @Test
    void credentialsBeneathAMountAreHiddenAsWell() throws Exception {
        String sub = read + "/sub";
        try (Session session =
                start(
                        "mount -t tmpfs none %1$s; echo secret > %1$s/.env; echo x > %1$s/f"
                                .formatted(sub))) {

            assertThat(session.ask("cat " + sub + "/.env"))
                    .startsWith("1 ")
                    .contains("No such file");
            assertThat(session.ask("ls -A " + sub)).isEqualTo("0 f");
        }
    }
}
