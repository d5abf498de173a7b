package io.bailiwick.acceptance.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bailiwick.CapabilityRefusedException;
import io.bailiwick.Sandbox;
import io.bailiwick.acceptance.Caller;
import io.bailiwick.policy.FilesystemConfig;
import io.bailiwick.policy.FilesystemMode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where a sandbox's writes go. */
class WritesTest extends LocalSandboxes {

    @Test
    void writesToADeclaredPathLandOnTheHostWithTheCallersOwnership() throws IOException {
        Files.writeString(work().resolve("file"), "before");
        Sandbox sandbox = create(writable());
        sh(sandbox, "echo after > file; mkdir d; echo new > d/new; ln -s new d/link; mv d e");

        assertThat(work().resolve("file")).hasContent("after\n");
        assertThat(work().resolve("e/new")).hasContent("new\n");
        assertThat(Files.readSymbolicLink(work().resolve("e/link"))).hasToString("new");
        for (String name : new String[] {"file", "e", "e/new"}) {
            assertThat(Files.getAttribute(work().resolve(name), "unix:uid"))
                    .as(name)
                    .isEqualTo(Files.getAttribute(work(), "unix:uid"));
            assertThat(Files.getAttribute(work().resolve(name), "unix:gid"))
                    .as(name)
                    .isEqualTo(Files.getAttribute(work(), "unix:gid"));
        }
    }

    /** Devices are the host's own nodes: they take writes, but nobody writes to the nodes. */
    @Test
    void aDeviceIsWrittenToAndItsTimesAreNot() throws IOException {
        Sandbox sandbox = create(writable());
        for (String name : new String[] {"null", "zero", "full", "random", "urandom", "tty"}) {
            Path node = Path.of("/dev").resolve(name);
            Object before = Files.getLastModifiedTime(node);

            assertThat(sandbox.run("touch -m -c " + node).stderr()).contains("Read-only");
            assertThat(Files.getLastModifiedTime(node)).isEqualTo(before);
        }
        sh(sandbox, "echo x > /dev/null; echo x > /dev/zero; head -c 1 /dev/urandom >> /dev/null");
        assertThat(sandbox.run("dd if=/dev/zero of=/dev/full count=1").stderr())
                .contains("No space left");
    }

    @Test
    void onlyDeclaredPathsAreWritten() throws IOException {
        Path other = beside("other");
        Sandbox sandbox =
                create(
                        files(
                                FilesystemConfig.builder()
                                        .mode(FilesystemMode.READ_WRITE)
                                        .writablePaths(other.toString())));

        assertThat(sandbox.run("echo x > here").success()).isFalse();
        sh(sandbox, "echo x > " + other + "/there");
        assertThat(work().resolve("here")).doesNotExist();
        assertThat(other.resolve("there")).hasContent("x\n");
    }

    @Test
    void aSingleFileCanBeDeclaredWritable() throws IOException {
        Path file = Files.writeString(beside("one").resolve("file"), "before\n");
        Files.writeString(file.resolveSibling("neighbour"), "secret");
        Sandbox sandbox =
                create(
                        files(
                                FilesystemConfig.builder()
                                        .mode(FilesystemMode.READ_WRITE)
                                        .writablePaths(file.toString())));
        sh(sandbox, "echo after >> " + file);

        assertThat(file).hasContent("before\nafter\n");
        assertThat(sandbox.run("cat " + file.resolveSibling("neighbour")).success()).isFalse();
    }

    @Test
    void withAnEmptyListTheWorkingDirectoryIsWrittenThrough() {
        sh(create(mode(FilesystemMode.READ_WRITE)), "echo x > made");

        assertThat(work().resolve("made")).hasContent("x\n");
    }

    @Test
    void withAnEmptyListOtherWritesStayInTheSandboxAndDieWithIt() throws IOException {
        Path directory = beside("data");
        Path data = Files.writeString(directory.resolve("file"), "host");
        FilesystemConfig.Builder files =
                FilesystemConfig.builder()
                        .mode(FilesystemMode.READ_WRITE)
                        .readPaths(directory.toString());
        Map<String, String> before = tree(directory);
        try (Sandbox sandbox = create(files(files))) {
            sh(sandbox, "echo changed > " + data + "; mkdir " + directory + "/new");
            assertThat(sh(sandbox, "cat " + data)).isEqualTo("changed\n");
        }

        assertThat(tree(directory)).isEqualTo(before);
        assertThat(sh(create(files(files)), "cat " + data)).isEqualTo("host");
    }

    @Test
    void withAnEmptyListTheSystemCanBeWrittenAsFarAsTheCallersRightsGo() {
        Sandbox sandbox = create(mode(FilesystemMode.READ_WRITE));

        if (Caller.root()) {
            assertThat(sh(sandbox, "echo x > /usr/made && cat /usr/made")).isEqualTo("x\n");
            sh(sandbox, "rm -r /usr/share/doc && mkdir /somewhere && ls /somewhere");
            assertThat(Path.of("/usr/share/doc")).exists();
        } else {
            assertThat(sandbox.run("echo x > /usr/bin/env").success()).isFalse();
            assertThat(sandbox.run("rm -r /usr/share/doc").success()).isFalse();
        }
        assertThat(Path.of("/usr/made")).doesNotExist();
        assertThat(Path.of("/somewhere")).doesNotExist();
    }

    @Test
    void aWholeTreeOfTheHostIsUnchangedByAReadOnlySandbox() throws IOException {
        for (int i = 0; i < 20; i++) {
            Files.createDirectories(work().resolve("d" + i % 4));
            Files.writeString(work().resolve("d" + i % 4 + "/f" + i), "content " + i);
        }
        Map<String, String> before = tree(work());
        create().run("rm -rf ./* ; for f in d*/f*; do echo x >> $f; done; mkdir new; chmod -R 0 .");

        assertThat(tree(work())).isEqualTo(before);
    }

    private static Map<String, String> tree(Path root) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.toList()) {
                content.put(
                        path.toString(),
                        Files.readAttributes(path, "unix:mode,uid,gid,lastModifiedTime")
                                + (Files.isRegularFile(path) ? Files.readString(path) : ""));
            }
        }
        return content;
    }

    @Test
    void aWritableTreeWithACredentialIsRefusedByName() throws IOException {
        Files.createDirectories(work().resolve("deep"));
        Files.writeString(work().resolve("deep/.env"), "SECRET=1");
        Files.writeString(work().resolve("id_rsa"), "secret");

        assertThatExceptionOfType(CapabilityRefusedException.class)
                .isThrownBy(() -> create(writable()))
                .withMessageContaining("deep/.env")
                .withMessageContaining("id_rsa");
    }

    @Test
    void aWritableTreeWithASocketIsRefusedByName() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(work().resolve("daemon.sock")));

            assertThatExceptionOfType(CapabilityRefusedException.class)
                    .isThrownBy(() -> create(writable()))
                    .withMessageContaining("daemon.sock");
        }
    }

    @Test
    void temporaryDirectoriesAndHomeArePrivateWritableAndShortLived() {
        // The working directory lies beneath /tmp, and shows there.
        String script =
                "for d in /tmp /var/tmp /dev/shm $HOME $TMPDIR; do"
                        + " test ! -e $d/mine || test $d = $TMPDIR || exit 3;"
                        + " ls -A $d | grep -v ^junit- | grep -v mine && exit 5;"
                        + " echo mine > $d/mine || exit 4; done; true";
        Sandbox first = create();
        sh(first, script);

        sh(create(), script);
        assertThat(Path.of("/tmp/mine")).doesNotExist();
        assertThat(Path.of("/dev/shm/mine")).doesNotExist();
        first.stop().start();
        sh(first, script);
    }

    @Test
    void aSetuidBitOnAWrittenThroughFileHasNoEffectInside() throws IOException {
        Sandbox sandbox = create(writable());
        sandbox.run("cp /usr/bin/id me; chmod 6755 me");

        assertThat(sh(sandbox, "./me -u; ./me -g")).isEqualTo(sh(sandbox, "id -u; id -g"));
        assertThat(sh(sandbox, "grep ' " + work() + " ' /proc/self/mountinfo"))
                .contains("nosuid")
                .contains("nodev");
    }

    /** FS-25: a host user must not find a program that runs as somebody else. */
    @Test
    void aSetuidBitDoesNotReachTheHost() throws IOException {
        create(writable()).run("cp /usr/bin/id me; chmod 6755 me");

        int mode = (Integer) Files.getAttribute(work().resolve("me"), "unix:mode");
        assertThat(mode & 06000).isZero();
    }

    /** FS-32; CVE-2026-87766 of bubblewrap. */
    @Test
    void aPlantedLinkIsNoDestination() throws IOException {
        Path victim = beside("victim");
        Files.createDirectories(victim.resolve("nested"));
        plantAndDeclareBeneath(victim);

        assertThat(victim.resolve("nested")).isEmptyDirectory();
    }

    /** As above, where the missing directory would first be made. */
    @Test
    void nothingIsMadeThroughAPlantedLink() throws IOException {
        Path victim = beside("victim");
        plantAndDeclareBeneath(victim);

        assertThat(victim).isEmptyDirectory();
    }

    /**
     * A first agent turns a directory into a link, and a second capability names what is beneath.
     */
    private void plantAndDeclareBeneath(Path victim) throws IOException {
        Path nested = Files.createDirectories(work().resolve("real/nested"));
        Sandbox first = create(writable());
        sh(first, "rm -r real; ln -s " + victim + " real");
        first.destroy();
        FilesystemConfig.Builder files =
                FilesystemConfig.builder()
                        .mode(FilesystemMode.READ_WRITE)
                        .writablePaths(work().toString(), nested.toString());
        try (Sandbox second = create(files(files))) {
            second.run("echo owned > " + nested + "/x; echo owned > real/nested/y");
        } catch (CapabilityRefusedException e) {
            assertThat(e).hasMessageContaining("nested");
        }
    }

    @Test
    void ourOwnStateIsHiddenAndNeverWritable() throws IOException {
        Path state = directories().state();
        Path around = state.resolveSibling(".").normalize();
        create().run("true");
        assertThat(state).isDirectory();

        assertThat(
                        create(files(FilesystemConfig.builder().readPaths(around.toString())))
                                .run("ls -A " + around)
                                .stdout())
                .doesNotContain("bailiwick");
        assertThatExceptionOfType(CapabilityRefusedException.class)
                .isThrownBy(() ->
                        create(
                                files(
                                        FilesystemConfig.builder()
                                                .mode(FilesystemMode.READ_WRITE)
                                                .writablePaths(around.toString()))))
                .withMessageContaining(state.toString());
    }

    @Test
    void aWritablePathThatDoesNotExistIsMade() throws IOException {
        Path fresh = work().resolveSibling("fresh").resolve("deeper");
        Sandbox sandbox =
                create(
                        files(
                                FilesystemConfig.builder()
                                        .mode(FilesystemMode.READ_WRITE)
                                        .writablePaths(fresh.toString())));
        sh(sandbox, "echo x > " + fresh + "/file");

        assertThat(fresh.resolve("file")).hasContent("x\n");
    }
}
