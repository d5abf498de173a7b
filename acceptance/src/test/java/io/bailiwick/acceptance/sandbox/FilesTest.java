package io.bailiwick.acceptance.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bailiwick.CapabilityRefusedException;
import io.bailiwick.Sandbox;
import io.bailiwick.acceptance.Caller;
import io.bailiwick.policy.FilesystemConfig;
import io.bailiwick.policy.FilesystemMode;
import io.bailiwick.policy.FilesystemRoot;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** What of the host a sandbox reads. */
class FilesTest extends LocalSandboxes {

    private static final String ABSENT = "No such file or directory";

    @Test
    void theMinimalRootHoldsNothingButWhatProgramsNeed() {
        assertThat(sh(create(), "ls -A / | tr '\\n' ' '").split(" "))
                .contains("bin", "dev", "etc", "home", "lib", "proc", "tmp", "usr")
                .isSubsetOf(
                        "bin", "dev", "etc", "home", "lib", "lib32", "lib64", "libx32", "opt",
                        "proc", "root", "sbin", "tmp", "usr", "var");
    }

    @Test
    void filesBesideTheWorkingDirectoryDoNotExist() throws IOException {
        Path canary = Files.writeString(beside("other").resolve("canary"), "secret");
        Files.writeString(work().resolve("mine"), "visible");
        Sandbox sandbox = create();

        assertThat(sandbox.run("cat " + canary).stderr()).contains(ABSENT);
        assertThat(sh(sandbox, "cat mine")).isEqualTo("visible");
        assertThat(sh(sandbox, "ls -A " + work().getParent())).isEqualTo("work\n");
    }

    @Test
    void accountsOfTheHostDoNotShow() {
        Sandbox sandbox = create();

        assertThat(sandbox.run("cat /etc/shadow").stderr()).contains(ABSENT);
        assertThat(sandbox.run("ls /root/.ssh").stderr()).contains(ABSENT);
        assertThat(sh(sandbox, "cat /etc/passwd").lines()).hasSize(3);
    }

    @Test
    void aReadOnlyWorkingDirectoryIsReadAndNotWritten() throws IOException {
        Files.writeString(work().resolve("file"), "before");
        Sandbox sandbox = create();

        assertThat(sh(sandbox, "pwd; cat file")).isEqualTo(work() + "\nbefore");
        assertThat(sandbox.run("echo x > file").stderr()).contains("Read-only file system");
        assertThat(sandbox.run("echo x > new").stderr()).contains("Read-only file system");
        assertThat(sandbox.run("rm file").success()).isFalse();
        assertThat(work().resolve("file")).hasContent("before");
        assertThat(work().resolve("new")).doesNotExist();
    }

    @Test
    void metadataOfAReadOnlyFileDoesNotChange() throws IOException {
        Path file = Files.writeString(work().resolve("file"), "x");
        Object before = Files.readAttributes(file, "unix:mode,uid,gid,lastModifiedTime,ctime");
        String errors =
                python(
                        create(),
                        """
                        import os, errno
                        def attempt(what):
                            try: what()
                            except OSError as e: print(errno.errorcode[e.errno])
                            else: print('DONE')
                        attempt(lambda: os.chmod('file', 0o777))
                        attempt(lambda: os.chown('file', os.getuid(), os.getgid()))
                        attempt(lambda: os.utime('file', (1, 1)))
                        attempt(lambda: os.setxattr('file', 'user.x', b'y'))
                        attempt(lambda: os.removexattr('file', 'user.x'))
                        attempt(lambda: os.link('file', 'linked'))
                        attempt(lambda: os.rename('file', 'renamed'))
                        attempt(lambda: os.truncate('file', 0))
                        """);

        assertThat(errors.lines().toList())
                .hasSize(8)
                .isSubsetOf("EROFS", "EPERM", "EACCES", "EXDEV");
        assertThat(Files.readAttributes(file, "unix:mode,uid,gid,lastModifiedTime,ctime"))
                .isEqualTo(before);
    }

    @Test
    void modeNoneHasAnEmptyPrivateWorkingDirectory() throws IOException {
        Files.writeString(work().resolve("file"), "host");
        Sandbox sandbox = create(mode(FilesystemMode.NONE));

        assertThat(sh(sandbox, "pwd; ls -A")).isEqualTo(work() + "\n");
        assertThat(sh(sandbox, "echo mine > made; cat made")).isEqualTo("mine\n");
        assertThat(work().resolve("made")).doesNotExist();
    }

    @Test
    void readPathsAppearWithWhatIsDeclaredOnly() throws IOException {
        Path directory = beside("data");
        Path data = Files.writeString(directory.resolve("table"), "rows");
        Files.writeString(beside("data/.ssh").resolve("id_rsa"), "secret");
        Sandbox sandbox = create(files(FilesystemConfig.builder().readPaths(directory.toString())));

        assertThat(sh(sandbox, "cat " + data)).isEqualTo("rows");
        assertThat(sh(sandbox, "ls -A " + directory)).isEqualTo("table\n");
        assertThat(sandbox.run("echo x >> " + data).success()).isFalse();
    }

    @Test
    void aReadPathThatDoesNotExistIsRefused() {
        assertThatExceptionOfType(CapabilityRefusedException.class)
                .isThrownBy(() -> create(files(FilesystemConfig.builder().readPaths("/no/such"))))
                .withMessageContaining("/no/such");
    }

    @Test
    void hiddenPathsDoNotExist() throws IOException {
        Files.createDirectories(work().resolve("a/private"));
        Files.writeString(work().resolve("a/private/x"), "secret");
        Files.writeString(work().resolve("a/notes.secret"), "secret");
        Files.writeString(work().resolve("a/open"), "open");
        Sandbox sandbox =
                create(
                        files(
                                FilesystemConfig.builder()
                                        .hiddenPaths("**/*.secret", work() + "/a/private")));

        assertThat(sh(sandbox, "find . | sort")).isEqualTo(".\n./a\n./a/open\n");
        assertThat(sandbox.run("cat a/private/x").stderr()).contains(ABSENT);
        assertThat(sandbox.run("cat a/notes.secret").stderr()).contains(ABSENT);
    }

    @Test
    void namesOfCredentialsDoNotExist() throws IOException {
        Files.writeString(work().resolve(".env"), "SECRET=1");
        Files.writeString(work().resolve("server.key"), "secret");
        Files.createDirectories(work().resolve("deep/.aws"));
        Files.writeString(work().resolve("deep/.aws/credentials"), "secret");
        Files.writeString(work().resolve("deep/code.py"), "");
        Sandbox sandbox = create();

        assertThat(sh(sandbox, "find . | sort")).isEqualTo(".\n./deep\n./deep/code.py\n");
        assertThat(sandbox.run("cat .env").stderr()).contains(ABSENT);
        assertThat(sandbox.run("cat deep/.aws/credentials").stderr()).contains(ABSENT);
    }

    /** A mask made of a bind mount goes with the file that it lies on; see rename(2). */
    @Test
    void aHiddenFileStaysHiddenWhenTheHostReplacesIt() throws IOException {
        Path env = Files.writeString(work().resolve(".env"), "OLD=1");
        Path aws = Files.createDirectories(work().resolve(".aws"));
        Sandbox sandbox = create();
        Path fresh = Files.writeString(work().resolve("fresh"), "NEW=1");
        Files.move(fresh, env, StandardCopyOption.ATOMIC_MOVE);
        Files.move(aws, work().resolve(".aws.old"));
        Files.createDirectories(aws);
        Files.writeString(aws.resolve("credentials"), "secret");

        assertThat(sandbox.run("cat .env").stderr()).contains(ABSENT);
        assertThat(sandbox.run("cat .aws/credentials").stderr()).contains(ABSENT);
        assertThat(sh(sandbox, "ls -A")).doesNotContain(".env").doesNotContain(".aws\n");
    }

    @Test
    void aSocketInAReadableTreeRefusesConnections() throws IOException {
        Path socket = work().resolve("daemon");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            if (Caller.root()) {
                Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
            }
            String connect =
                    "import socket\n"
                            + "s = socket.socket(socket.AF_UNIX)\n"
                            + "print(s.connect_ex('%s'))\n".formatted(socket);
            assertThat(hostPython(connect)).as("the control on the host").isEqualTo("0\n");

            assertThat(python(create(), connect)).as("ECONNREFUSED or ENOENT").isIn("111\n", "2\n");
        }
    }

    private static String hostPython(String program) throws IOException {
        Process process = new ProcessBuilder("python3", "-c", program).start();
        return new String(
                process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void aHardLinkCannotLeadOutOfTheReadableTree() throws IOException {
        Path directory = beside("data");
        Path file = Files.writeString(directory.resolve("file"), "host");
        Sandbox sandbox =
                create(
                        files(
                                FilesystemConfig.builder()
                                        .mode(FilesystemMode.READ_WRITE)
                                        .writablePaths(work().toString())
                                        .readPaths(directory.toString())));

        assertThat(sandbox.run("ln " + file + " here").stderr())
                .containsAnyOf("Invalid cross-device link", "Operation not permitted");
        assertThat(Files.getAttribute(file, "unix:nlink")).isEqualTo(1);
    }

    @Test
    void theHostRootShowsTheHostWithoutWhatIsHidden() throws IOException {
        Path open = beside("open");
        Files.writeString(open.resolve("file"), "host file");
        Files.writeString(beside("open").resolve(".env"), "secret");
        Sandbox sandbox =
                create(
                        files(
                                FilesystemConfig.builder()
                                        .root(FilesystemRoot.HOST)
                                        .readPaths(open.toString())));

        assertThat(sh(sandbox, "ls /")).contains("etc").contains("usr").contains("var");
        assertThat(sh(sandbox, "ls -A /var/lib")).contains("dpkg");
        assertThat(sandbox.run("ls " + directories().state()).stderr()).contains(ABSENT);
        assertThat(sandbox.run("cat /etc/shadow").stderr()).contains(ABSENT);
        assertThat(sh(sandbox, "ls -A " + open)).isEqualTo("file\n");
        assertThat(sandbox.run("ls /run").stdout()).isEmpty();
        assertThat(sandbox.run("touch /usr/x /var/lib/x /etc/x").success()).isFalse();
    }
}
