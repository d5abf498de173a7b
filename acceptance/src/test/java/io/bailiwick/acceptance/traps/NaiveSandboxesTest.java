package io.bailiwick.acceptance.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bailiwick.Sandbox;
import io.bailiwick.acceptance.Caller;
import io.bailiwick.acceptance.sandbox.LocalSandboxes;
import io.bailiwick.policy.FilesystemConfig;
import io.bailiwick.policy.FilesystemRoot;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Ours and the naive construction side by side. */
class NaiveSandboxesTest extends LocalSandboxes {

    private static final List<String> WHOLE_HOST = List.of("--ro-bind", "/", "/", "--dev", "/dev");

    private static final List<String> CLOSED_NETWORK =
            List.of(
                    "--ro-bind",
                    "/",
                    "/",
                    "--dev-bind",
                    "/dev",
                    "/dev",
                    "--proc",
                    "/proc",
                    "--unshare-all");

    private static final String NESTED = "unshare --user --map-root-user --net true";

    /** Takes the loopback interface down, which only the network namespace's owner may do. */
    private static final String LOOPBACK_DOWN =
            """
            python3 -c '
            import fcntl, socket, struct
            request = struct.pack("16sh14x", b"lo", 0)
            fcntl.ioctl(socket.socket(), 0x8914, request)
            print("down")'
            """;

    private static final String SHADOW = "head -c 1 /etc/shadow | wc -c";

    /** Says how many of twenty processes there may be beside the first. */
    private static final String PROCESSES_WITH_A_LIMIT =
            """
            exec python3 -c '
            import os, resource, signal, sys
            resource.setrlimit(resource.RLIMIT_NPROC, (8, 8))
            children = []
            try:
                for i in range(20):
                    pid = os.fork()
                    if pid == 0:
                        signal.pause()
                    children.append(pid)
            except BlockingIOError:
                pass
            print(len(children))
            for pid in children:
                os.kill(pid, signal.SIGKILL)'
            """;

    private static ProcessBuilder naive(List<String> options, String line) {
        return Naive.bubblewrap(options, line);
    }

    @Test
    void aReplacedFileShowsThroughANaiveMaskAndNotThroughOurs() throws IOException {
        Path env = Files.writeString(work().resolve(".env"), "OLD");
        String line = "echo up; read line; cat " + env;
        Process naive =
                naive(
                                List.of(
                                        "--ro-bind",
                                        "/",
                                        "/",
                                        "--ro-bind",
                                        "/dev/null",
                                        env.toString()),
                                line)
                        .start();
        BufferedReader output = naive.inputReader();
        assertThat(output.readLine()).isEqualTo("up");
        Sandbox sandbox = create();
        Files.move(
                Files.writeString(work().resolve("fresh"), "NEW"),
                env,
                StandardCopyOption.ATOMIC_MOVE);
        naive.outputWriter().append("go\n").close();

        assertThat(output.readLine()).as("naive").isEqualTo("NEW");
        assertThat(sandbox.run("cat " + env).stderr()).contains("No such file or directory");
    }

    @Test
    void aDeclaredHiddenNameStaysHiddenWhenItComesToExistThoughNaivelyItCannot()
            throws IOException {
        Path env = work().resolve(".env");
        List<String> mask =
                List.of("--ro-bind", "/", "/", "--ro-bind", "/dev/null", env.toString());
        assertThat(Naive.output(naive(mask, "echo started"))).as("naive").contains("Can't create");
        Sandbox sandbox = create(files(FilesystemConfig.builder().hiddenPaths(env.toString())));
        Files.writeString(env, "SECRET");

        assertThat(sandbox.run("cat " + env).stderr()).contains("No such file or directory");
    }

    @Test
    void nestedNamespacesAreRefusedAndNaivelyAllowed() throws IOException {
        assertThat(Naive.output(naive(CLOSED_NETWORK, NESTED + " && echo nested")))
                .as("naive")
                .isEqualTo("nested\n");

        assertThat(create().run(NESTED).stderr())
                .containsAnyOf("Operation not permitted", "No space left on device");
    }

    @Test
    void theNetworkCannotBeReconfiguredThoughNaivelyItCan() throws IOException {
        List<String> capable = new java.util.ArrayList<>(CLOSED_NETWORK);
        capable.addAll(List.of("--cap-add", "ALL"));
        assertThat(Naive.output(naive(capable, LOOPBACK_DOWN))).as("naive").isEqualTo("down\n");

        assertThat(create().run(LOOPBACK_DOWN).stderr()).contains("Operation not permitted");
    }

    /** Why the network is prepared before bubblewrap runs. */
    @Test
    void withoutNestedNamespacesBubblewrapDoesNotOwnItsOwnNetwork() throws IOException {
        List<String> options = new java.util.ArrayList<>(CLOSED_NETWORK);
        options.addAll(List.of("--unshare-user", "--disable-userns", "--cap-add", "ALL"));

        assertThat(Naive.output(naive(options, LOOPBACK_DOWN))).contains("Operation not permitted");
    }

    @Test
    void rootsSandboxReadsNothingThatIsRootsAloneThoughNaivelyItDoes() throws IOException {
        assumeTrue(Caller.root(), "needs root: files that only root reads");
        List<String> dropped =
                List.of(
                        "--ro-bind",
                        "/",
                        "/",
                        "--unshare-user",
                        "--uid",
                        "1000",
                        "--cap-drop",
                        "ALL");
        assertThat(Naive.output(naive(dropped, SHADOW)).strip()).as("naive").isEqualTo("1");
        Sandbox host = create(files(FilesystemConfig.builder().root(FilesystemRoot.HOST)));

        assertThat(sh(host, "wc -l < /etc/hostname")).isEqualTo("1\n");
        assertThat(host.run(SHADOW).stdout().strip()).isEqualTo("0");
        assertThat(sh(host, "stat -c %u /proc/1")).isEqualTo("1000\n");
    }

    @Test
    void rootsOwnFilesOfTheSystemStayClosedToRootsSandbox() throws IOException {
        assumeTrue(Caller.root(), "needs root: files that only root reads");
        Path secret = Path.of("/usr/local/share/bailiwick-canary-" + ProcessHandle.current().pid());
        try {
            Files.createFile(
                    secret,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(secret, "canary");

            assertThat(create().run("cat " + secret).stderr()).contains("Permission denied");
        } finally {
            Files.deleteIfExists(secret);
        }
    }

    @Test
    void theLimitOfProcessesBindsRootsSandboxThoughNaivelyItDoesNot() throws IOException {
        assumeTrue(Caller.root(), "needs root: the user whom RLIMIT_NPROC spares");
        List<String> dropped =
                List.of(
                        "--ro-bind",
                        "/",
                        "/",
                        "--dev",
                        "/dev",
                        "--proc",
                        "/proc",
                        "--unshare-user",
                        "--unshare-pid",
                        "--uid",
                        "1000",
                        "--cap-drop",
                        "ALL");
        assertThat(Naive.output(naive(dropped, PROCESSES_WITH_A_LIMIT)).strip())
                .as("naive")
                .isEqualTo("20");

        String there = create().run(PROCESSES_WITH_A_LIMIT).stdout().strip();
        assertThat(Integer.parseInt(there)).isBetween(1, 7);
    }

    @Test
    void aSandboxOutlivesTheThreadThatCreatedItThoughNaivelyItDoesNot() throws Exception {
        CompletableFuture<Process> naive = new CompletableFuture<>();
        CompletableFuture<Sandbox> ours = new CompletableFuture<>();
        Thread creator =
                Thread.ofPlatform()
                        .start(() -> {
                            naive.completeAsync(this::startBoundToThread, Runnable::run);
                            ours.completeAsync(this::create, Runnable::run);
                        });
        creator.join();

        Process bound = naive.get();
        assertThat(bound.waitFor(30, TimeUnit.SECONDS)).as("naive").isTrue();
        assertThat(bound.exitValue()).as("naive").isEqualTo(137);
        assertThat(sh(ours.get(), "echo alive")).isEqualTo("alive\n");
    }

    private Process startBoundToThread() {
        try {
            Process process =
                    naive(
                                    List.of("--ro-bind", "/", "/", "--die-with-parent"),
                                    "echo up; exec sleep 60")
                            .start();
            // Bubblewrap has asked for its end by now.
            assertThat(process.getInputStream().read()).isEqualTo('u');
            return process;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aSocketInAReadOnlyTreeAnswersNaivelyAndNotInOurs() throws IOException {
        Path socket = work().resolve("socket");
        String connect =
                "python3 -c 'import socket; socket.socket(socket.AF_UNIX).connect(\"%s\");"
                        + " print(\"connected\")'";
        try (var server =
                java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            server.bind(java.net.UnixDomainSocketAddress.of(socket));

            assertThat(Naive.output(naive(WHOLE_HOST, connect.formatted(socket))))
                    .as("naive")
                    .isEqualTo("connected\n");
            assertThat(create().run(connect.formatted(socket)).success()).isFalse();
        }
    }
}
