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
import org.junit.jupiter.api.Test;

/** Paths that are declared and cannot be given as declared, and names that are to stay hidden. */
class DeclaredPathsTest extends LocalSandboxes {

    private static final String ABSENT = "No such file or directory";

    private static FilesystemConfig.Builder reading(Path... paths) {
        String[] names = new String[paths.length];
        for (int i = 0; i < paths.length; i++) {
            names[i] = paths[i].toString();
        }
        return FilesystemConfig.builder().readPaths(names);
    }

    private void assertRefused(FilesystemConfig.Builder files, String... words) {
        assertThatExceptionOfType(CapabilityRefusedException.class)
                .isThrownBy(() -> create(files(files)))
                .satisfies(e -> assertThat(e.getMessage() + e.reasons()).contains(words));
    }

    private FilesystemConfig.Builder writingWork() {
        return FilesystemConfig.builder()
                .mode(FilesystemMode.READ_WRITE)
                .writablePaths(work().toString());
    }

    @Test
    void aReadPathDeepBeneathAWritableOneIsRefused() throws IOException {
        Path direct = work().resolve("a");
        Path deep = Files.createDirectories(direct.resolve("b"));

        assertRefused(writingWork().readPaths(deep.toString()), deep.toString(), "moved away");
        Sandbox sandbox = create(files(writingWork().readPaths(direct.toString())));
        assertThat(sandbox.run("mv a c").success()).isFalse();
        assertThat(sandbox.run("echo x > a/b/x").success()).isFalse();
        sh(sandbox, "echo x > beside");
    }

    @Test
    void aPathThroughALinkThatAnAgentMayHavePlantedIsRefused() throws IOException {
        Path beside = beside("victim");
        Path victim = Files.createDirectories(beside.resolve("data"));
        Files.writeString(victim.resolve("file"), "content");
        Path link = Files.createSymbolicLink(work().resolve("link"), beside);

        assertRefused(reading(link.resolve("data")), "link", "planted");
        assertRefused(reading(link.resolve("data/file")), "link", "planted");
        assertRefused(
                FilesystemConfig.builder()
                        .mode(FilesystemMode.READ_WRITE)
                        .writablePaths(link.resolve("data").toString()),
                "link",
                "planted");
        Sandbox direct = create(files(reading(victim)));
        assertThat(sh(direct, "cat " + victim.resolve("file"))).isEqualTo("content");
    }

    /** Root's own links are not told from those that an agent of root's makes. */
    @Test
    void aPathThroughALinkOfTheSystemIsGivenToAnOrdinaryUserAlone() throws IOException {
        Path path = Path.of("/var/lock");
        assertThat(path).isSymbolicLink();
        assertThat(Files.getAttribute(path, "unix:uid", java.nio.file.LinkOption.NOFOLLOW_LINKS))
                .isEqualTo(0);

        if (Caller.root()) {
            assertRefused(reading(path), path.toString(), "planted");
        } else {
            assertThat(sh(create(files(reading(path))), "cd " + path + "; pwd -P"))
                    .isEqualTo(path + "\n");
        }
    }

    @Test
    void hiddenPathsThatDoNotExistYetStayHidden() throws IOException {
        Path[] hidden = {
            work().resolve("later"), work().resolve("directory"), work().resolve("deep/er/secret")
        };
        FilesystemConfig.Builder files = FilesystemConfig.builder();
        Sandbox sandbox =
                create(
                        files(
                                files.hiddenPaths(
                                        hidden[0].toString(),
                                        hidden[1].toString(),
                                        hidden[2].toString())));
        Files.writeString(work().resolve("shown"), "shown");
        Files.writeString(hidden[0], "secret");
        Files.writeString(Files.createDirectory(hidden[1]).resolve("inner"), "secret");
        Files.createDirectories(work().resolve("deep/er"));
        Files.writeString(hidden[2], "secret");

        assertThat(sh(sandbox, "cat shown")).isEqualTo("shown");
        for (String path : new String[] {"later", "directory/inner", "deep/er/secret"}) {
            assertThat(sandbox.run("cat " + path).stderr()).as(path).contains(ABSENT);
        }
    }

    /** What is hidden is hidden by name, and a name that is not text cannot be told to anybody. */
    @Test
    void aHiddenNameThatIsNotTextIsRefused() throws Exception {
        Files.createDirectory(work().resolve("plain"));
        plant("touch \"$(printf 'plain/note.\\377')\"");
        assertThat(sh(create(), "ls plain | wc -l").strip()).isEqualTo("1");

        plant("echo SECRET > \"$(printf '.env.\\377')\"");
        assertRefused(FilesystemConfig.builder(), "not text");
    }

    private void plant(String line) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", line).directory(work().toFile()).start();
        assertThat(process.waitFor()).isZero();
    }

    /**
     * An agent can leave such names behind, and whoever starts the next one has to know what to do.
     */
    @Test
    void whatAnAgentLeavesBehindRefusesTheNextStartAndTheMessageSaysWhatToDo() throws IOException {
        Sandbox first = create(writable());
        sh(first, "mkdir -p sub; echo A=1 > sub/.env; echo A=1 > \"it's.pem\"");
        first.destroy();
        Path env = work().resolve("sub/.env");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(work().resolve("s.sock")));

            assertThatExceptionOfType(CapabilityRefusedException.class)
                    .isThrownBy(() -> create(writable()))
                    .satisfies(e -> {
                        assertThat(e.getMessage()).contains("sub/.env", "it's.pem", "s.sock");
                        assertThat(e.reasons().getFirst().remedy())
                                .contains("an earlier agent may have left them")
                                .contains("'" + env + "'")
                                .contains("it'\\''s.pem'");
                        assertThat(e.reasons().getLast().remedy())
                                .contains("rm --")
                                .contains("s.sock'");
                    });
        }
    }
}
