package io.bailiwick.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs each twin of the examples against the packaged distribution. */
final class ExamplesTest {

    private static final Path DISTRIBUTION =
            Path.of(System.getProperty("bailiwick.distribution", "missing"))
                    .toAbsolutePath()
                    .normalize();

    private static final String OPTIONAL = "? ";

    /** Whether a twin is a program. */
    static boolean runs(Path twin) {
        String name = twin.toString();
        return name.endsWith(".sh") || name.endsWith(".java");
    }

    static Path expectedOutput(Path twin) {
        return twin.resolveSibling("expected").resolve(twin.getFileName() + ".txt");
    }

    /** Each program once, also where several rows share it; names relative to the examples. */
    static Stream<String> programs() throws IOException {
        return twins(true);
    }

    static Stream<String> capabilities() throws IOException {
        return twins(false).filter(twin -> twin.endsWith(".yaml"));
    }

    private static Stream<String> twins(boolean running) throws IOException {
        Set<String> twins = new LinkedHashSet<>();
        for (ExamplesTable.Row row : ExamplesTable.read().rows()) {
            if (runs(row.twin()) == running) {
                twins.add(ExamplesTable.directory().relativize(row.twin()).toString());
            }
        }
        return twins.stream();
    }

    @Test
    void theDistributionIsThere() {
        assertThat(DISTRIBUTION.resolve("bin/bailiwick")).isExecutable();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aTwinPrintsWhatTheGuideShows(String name) throws Exception {
        Path twin = ExamplesTable.directory().resolve(name);
        List<String> command =
                name.endsWith(".sh")
                        ? List.of("sh", twin.toString())
                        : List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                DISTRIBUTION.resolve("lib") + "/*",
                                twin.toString());
        assertMatches(
                run(command, twin.resolveSibling(".").normalize()),
                Files.readAllLines(expectedOutput(twin)));
    }

    @ParameterizedTest
    @MethodSource("capabilities")
    void aCapabilityOfTheGuideIsValid(String name) throws Exception {
        Path file = ExamplesTable.directory().resolve(name);
        List<String> output =
                run(List.of("bailiwick", "validate", "--config", name), ExamplesTable.directory());
        assertThat(file).isRegularFile();
        assertThat(output).startsWith("VALID", "  sandbox_tier       : seccomp");
    }

    @Test
    void everyCommandOfTheManualRuns(@TempDir Path directory) throws Exception {
        String manual =
                Files.readString(
                        ExamplesTable.directory().resolveSibling("docs").resolve("cli.md"));
        StringBuilder script = new StringBuilder("set -e\n");
        Matcher blocks = Pattern.compile("(?ms)^```sh\n(.*?)^```").matcher(manual);
        int count = 0;
        while (blocks.find()) {
            script.append(blocks.group(1));
            count++;
        }
        assertThat(count).isEqualTo(9);
        script.append("echo reached the end\n");
        List<String> output = run(List.of("bash", "-c", script.toString()), directory);
        assertThat(output)
                .contains("hello", "for the pipe", "VALID", "status 1")
                .endsWith("reached the end");
    }

    private static List<String> run(List<String> command, Path directory) throws Exception {
        List<String> resolved = new ArrayList<>(command);
        if (resolved.getFirst().equals("bailiwick")) {
            resolved.set(0, DISTRIBUTION.resolve("bin/bailiwick").toString());
        }
        ProcessBuilder builder =
                new ProcessBuilder(resolved)
                        .directory(directory.toFile())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true);
        builder.environment().merge("PATH", "", (path, _) -> DISTRIBUTION + "/bin:" + path);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }

    private static void assertMatches(List<String> output, List<String> expected) {
        int at = 0;
        for (String line : expected) {
            boolean optional = line.startsWith(OPTIONAL);
            Pattern pattern = pattern(optional ? line.substring(OPTIONAL.length()) : line);
            boolean matches = at < output.size() && pattern.matcher(output.get(at)).matches();
            if (matches) {
                at++;
            } else if (!optional) {
                assertThat(String.join("\n", output)).isEqualTo(String.join("\n", expected));
            }
        }
        assertThat(output.subList(at, output.size())).as("more than expected").isEmpty();
    }

    private static Pattern pattern(String line) {
        String quoted = Pattern.quote(line);
        return Pattern.compile(
                quoted.replace("<n>", "\\E[0-9]+(\\.[0-9]+)?\\Q")
                        .replace("<uuid>", "\\E[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\Q")
                        .replace("<word>", "\\E\\S+\\Q"));
    }
}
