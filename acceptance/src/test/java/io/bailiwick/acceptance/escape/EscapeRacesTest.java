package io.bailiwick.acceptance.escape;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.ExecRequest;
import io.bailiwick.Execution;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxException;
import io.bailiwick.acceptance.Figures;
import io.bailiwick.policy.FilesystemConfig;
import io.bailiwick.policy.FilesystemMode;
import io.bailiwick.runtime.state.TreeRemoval;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * SYM: directories that change places with links while somebody outside works beneath them. {@code
 * -Dbailiwick.race.rounds} is how often a sandbox is started or destroyed meanwhile; rounds that
 * need no sandbox are always {@value #ROUNDS}.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EscapeRacesTest extends PlantedCanaries {

    private static final int ROUNDS = 2000;
    private static final int SANDBOXES = Integer.getInteger("bailiwick.race.rounds", 5);

    /** Longer than all rounds together; it ends with its sandbox or its test. */
    private static final String HOURS = "10800";

    /** A directory outside of everything, with a file that must stay. */
    private Path target() throws IOException {
        Path target = Files.createDirectory(canaries().base().resolve("target"));
        Files.writeString(target.resolve("kept"), "kept");
        return target;
    }

    private static void assertUntouched(Path target) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(target)) {
            assertThat(entries).containsExactly(target.resolve("kept"));
        }
        assertThat(target.resolve("kept")).hasContent("kept");
    }

    /** SYM-03, with a process that goes on: stronger than what a removal ever meets. */
    @Test
    void removingATreeThatGoesOnChangingStaysBeneathIt() throws Exception {
        Path target = target();
        Path tree = canaries().base().resolve("tree");
        try (Exchange exchange = exchange(tree, target)) {
            for (int round = 0; round < ROUNDS; round++) {
                grow(tree, target);
                try {
                    TreeRemoval.delete(tree);
                } catch (IOException changedMeanwhile) {
                    assertThat(changedMeanwhile.getMessage()).isNotBlank();
                }
            }
            assertThat(exchange.process().isAlive()).isTrue();
        }
        assertUntouched(target);
        TreeRemoval.delete(tree);
        assertThat(tree).doesNotExist();
    }

    /** The control: what looks and then goes there by name is led outside. */
    @Test
    void naivelyRemovingATreeThatGoesOnChangingLeadsOutOfIt() throws Exception {
        Path target = target();
        Path tree = canaries().base().resolve("tree");
        long last = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        try (Exchange exchange = exchange(tree, target)) {
            while (Files.exists(target.resolve("kept")) && System.nanoTime() < last) {
                grow(tree, target);
                removeNaively(tree);
            }
            assertThat(exchange.process().isAlive()).isTrue();
        }
        assertThat(target.resolve("kept")).doesNotExist();
    }

    private static void removeNaively(Path path) {
        try {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                    entries.forEach(EscapeRacesTest::removeNaively);
                }
            }
            Files.delete(path);
        } catch (IOException | java.nio.file.DirectoryIteratorException changedMeanwhile) {
            // The next round tries again.
        }
    }

    /** A process that swaps two names of a tree until it is closed. */
    private record Exchange(Process process) implements AutoCloseable {
        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    private Exchange exchange(Path tree, Path target) throws IOException {
        grow(tree, target);
        Process process =
                Host.builder(
                                List.of(
                                        canaries().probe().toString(),
                                        "exchange",
                                        tree.resolve("directory").toString(),
                                        tree.resolve("link").toString(),
                                        HOURS),
                                java.util.Map.of())
                        .start();
        assertThat(process.inputReader().readLine()).isEqualTo("exchanging");
        return new Exchange(process);
    }

    /** Whatever of it is left from the last round stays. */
    private static void grow(Path tree, Path target) throws IOException {
        Files.createDirectories(tree);
        for (String name : List.of("directory", "link")) {
            Path path = tree.resolve(name);
            try {
                if (name.equals("directory")) {
                    Files.createDirectory(path);
                } else {
                    Files.createSymbolicLink(path, target);
                }
            } catch (java.nio.file.FileAlreadyExistsException left) {
                assertThat(left.getFile()).isEqualTo(path.toString());
            }
        }
    }

    /** SYM-06: FS-32 while it happens. */
    @Test
    void aStartMakesNothingThroughALinkThatIsBeingSwapped() throws IOException {
        Path target = target();
        Path directory = canaries().workspace().resolve("directory");
        Path link = canaries().workspace().resolve("link");
        Files.createDirectories(directory.resolve("made"));
        Files.createSymbolicLink(link, target);
        FilesystemConfig beneath =
                FilesystemConfig.builder()
                        .mode(FilesystemMode.READ_WRITE)
                        .writablePaths(
                                canaries().workspace().toString(),
                                directory.resolve("made/deeper").toString())
                        .readPaths(canaries().readable().toString())
                        .hiddenPaths(directory.resolve("hidden/.env").toString())
                        .build();
        assertThat(start(beneath)).as("it starts when nothing is swapped").isTrue();
        int started = 0;
        try (Sandbox attacker = sandbox()) {
            Execution swap =
                    attacker.spawn(
                            request("exchange", directory.toString(), link.toString(), HOURS)
                                    .noTimeout()
                                    .build());
            assertThat(lines(swap).readLine()).isEqualTo("exchanging");
            for (int round = 0; round < SANDBOXES; round++) {
                started += start(beneath) ? 1 : 0;
                assertUntouched(target);
            }
            assertThat(swap.poll()).isEmpty();
        }
        Figures.note(
                "starts beside links that were being swapped",
                "%d, of which %d were refused".formatted(SANDBOXES, SANDBOXES - started));
    }

    /** A refusal is as good as a start: what counts is the host. */
    private boolean start(FilesystemConfig files) {
        try (Sandbox sandbox = manager().create(spec(files))) {
            assertThat(sandbox.exec(ExecRequest.ofArgv("true")).exitCode()).isZero();
            return true;
        } catch (SandboxException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return false;
        }
    }
}
