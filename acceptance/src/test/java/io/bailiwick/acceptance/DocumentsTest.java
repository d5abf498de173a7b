package io.bailiwick.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents show and point to. The manual's commands and the twins: ExamplesTest. */
class DocumentsTest {

    private static final Path CHECKOUT = ExamplesTable.directory().resolveSibling(".").normalize();
    private static final Path DISTRIBUTION =
            Path.of(System.getProperty("bailiwick.distribution", "missing"))
                    .toAbsolutePath()
                    .normalize();
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)#\\s]+)[^)]*\\)");
    private static final Pattern TEST =
            Pattern.compile("`([A-Z]\\w*(?:Test|Contract))(?:#(\\w+))?`");

    private static Stream<Path> documents() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String directory : List.of("", "docs", "docs/adr", "examples")) {
            try (Stream<Path> files = Files.list(CHECKOUT.resolve(directory))) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(found::add);
            }
        }
        return found.stream();
    }

    /** The fenced blocks of the README in a language, in their order. */
    private static List<String> blocks(String language) throws IOException {
        return Pattern.compile("(?ms)^```" + language + "\n(.*?)^```")
                .matcher(Files.readString(CHECKOUT.resolve("README.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsSomewhere(Path document) throws IOException {
        List<String> broken =
                LINK.matcher(Files.readString(document))
                        .results()
                        .map(link -> link.group(1))
                        .filter(link -> !link.contains("://"))
                        .filter(link -> !Files.exists(document.resolveSibling(link)))
                        .toList();

        assertThat(broken).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyTestThatIsNamedExists(Path document) throws IOException {
        List<String> missing =
                TEST.matcher(Files.readString(document))
                        .results()
                        .filter(named -> !exists(named))
                        .map(MatchResult::group)
                        .toList();

        assertThat(missing).isEmpty();
    }

    private static boolean exists(MatchResult named) {
        String declaration = named.group(2) == null ? "" : " " + named.group(2) + "(";
        try (Stream<Path> modules = Files.list(CHECKOUT)) {
            for (Path sources : modules.map(module -> module.resolve("src")).toList()) {
                if (Files.isDirectory(sources)
                        && declares(sources, named.group(1) + ".java", declaration)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean declares(Path sources, String file, String declaration)
            throws IOException {
        try (Stream<Path> tree = Files.walk(sources)) {
            for (Path source : tree.filter(path -> path.endsWith(file)).toList()) {
                if (Files.readString(source).contains(declaration)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** In a copy with an output directory of its own: another user may own the one in /tmp. */
    @Test
    void theFirstCommandOfTheReadmePrintsWhatTheReadmeShows(@TempDir Path directory)
            throws Exception {
        Path output = Files.createDirectory(directory.resolve("output"));
        String shown = blocks("text").getFirst().replace("/tmp/agent_output", output.toString());
        Path agent = Files.createDirectories(directory.resolve("work/examples/agent"));
        for (String name : List.of("agent.py", "capability.yaml")) {
            String text = Files.readString(ExamplesTable.directory().resolve("agent/" + name));
            Files.writeString(
                    agent.resolve(name), text.replace("/tmp/agent_output", output.toString()));
        }

        String printed = sh(blocks("sh").getFirst(), directory.resolve("work"));

        assertThat(printed).isEqualTo(shown);
        assertThat(output.resolve("report.md")).content().contains("- .py: ", "refused");
    }

    @Test
    void theOtherCommandsOfTheReadmeRun() throws Exception {
        List<String> commands = blocks("sh");

        assertThat(commands).hasSize(3);
        assertThat(commands.get(1)).isEqualTo("./verify\n");
        assertThat(sh("set -e\n" + commands.get(2), CHECKOUT))
                .startsWith("hello from sandbox\nVALID\n")
                .contains("/.ssh/id_ed25519: denied", "INTACT");
    }

    @Test
    void theJavaOfTheReadmePrintsWhatItsCommentsSay(@TempDir Path directory) throws Exception {
        String block = blocks("java").getFirst();
        Path program = directory.resolve("Readme.java");
        Files.writeString(
                program,
                """
                import io.bailiwick.*;
                import io.bailiwick.policy.*;
                import java.util.List;

                void main() {
                %s}
                """
                        .formatted(block));
        List<String> comments = new ArrayList<>();
        Matcher comment = Pattern.compile("(?m) // (.*)$").matcher(block);
        while (comment.find()) {
            comments.add(comment.group(1).strip());
        }

        String printed =
                run(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-cp",
                                DISTRIBUTION.resolve("lib") + "/*",
                                program.toString()),
                        directory);

        assertThat(comments).hasSize(2);
        assertThat(printed.lines().toList()).isEqualTo(comments);
    }

    /** The checkout's {@code ./bailiwick} starts the distribution, here the one just built. */
    private static String sh(String commands, Path directory) throws Exception {
        String own =
                commands.replace("./bailiwick", DISTRIBUTION.resolve("bin/bailiwick").toString());
        return run(List.of("sh", "-c", own), directory);
    }

    /** Answers standard output. */
    private static String run(List<String> command, Path directory) throws Exception {
        Path errors = Files.createTempFile("documents", ".err");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectInput(Path.of("/dev/null").toFile())
                            .redirectError(errors.toFile())
                            .start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output + Files.readString(errors)).isZero();
            return output;
        } finally {
            Files.delete(errors);
        }
    }
}
