package io.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The short cut past picocli, held to picocli. */
final class PlainRunTest {

    private static final List<String> WORDS =
            List.of(
                    "--config",
                    "--config=c.yaml",
                    "--config=",
                    "c.yaml",
                    "--timeout",
                    "--timeout=1.5",
                    "5",
                    "1e3",
                    "--output",
                    "--output=text",
                    "json",
                    "JSON",
                    "--result",
                    "--result=/dev/fd/3",
                    "--quiet",
                    "--quiet=false",
                    "--strict",
                    "--label",
                    "--label=a=b",
                    "--help",
                    "--",
                    "-",
                    "-c",
                    "true",
                    "\"c.yaml\"",
                    "${HOME}",
                    "@c.yaml",
                    "a b",
                    "");

    @TempDir private Path directory;

    @Test
    void whatItReadsPicocliReadsAlike() {
        List<List<String>> lines = new ArrayList<>();
        for (String first : WORDS) {
            lines.add(List.of(first));
            for (String second : WORDS) {
                lines.add(List.of(first, second));
                for (String third : WORDS) {
                    lines.add(List.of(first, second, third));
                }
            }
        }
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            List<String> line = new ArrayList<>();
            for (int length = 4 + random.nextInt(4); length > 0; length--) {
                line.add(WORDS.get(random.nextInt(WORDS.size())));
            }
            lines.add(line);
        }

        List<String> different = new ArrayList<>();
        int read = 0;
        for (List<String> line : lines) {
            Optional<RunCommand.Options> plain = PlainRun.read(line);
            read += plain.isPresent() ? 1 : 0;
            if (plain.isPresent() && !plain.equals(byPicocli(line))) {
                different.add(line.toString());
            }
        }

        assertThat(different).isEmpty();
        assertThat(read).isGreaterThan(lines.size() / 20);
    }

    @Test
    void theUsualCommandLinesNeedNoPicocli() {
        assertThat(PlainRun.read(List.of("--", "true")))
                .contains(options(Optional.empty(), RunCommand.TIMEOUT, List.of("true")));
        assertThat(
                        PlainRun.read(
                                List.of(
                                        "--config",
                                        "c.yaml",
                                        "--timeout",
                                        "120",
                                        "python3",
                                        "a.py",
                                        "--verbose")))
                .contains(
                        options(
                                Optional.of(Path.of("c.yaml")),
                                Duration.ofMinutes(2),
                                List.of("python3", "a.py", "--verbose")));
    }

    private static RunCommand.Options options(
            Optional<Path> config, Duration timeout, List<String> command) {
        return new RunCommand.Options(
                config, timeout, false, Map.of(), false, Optional.empty(), false, command);
    }

    private Optional<RunCommand.Options> byPicocli(List<String> arguments) {
        RunCommand command = new RunCommand(new Bench(directory).context());
        try {
            CommandLine line = Cli.configured(new CommandLine(command.spec()));
            boolean help = line.parseArgs(arguments.toArray(new String[0])).isUsageHelpRequested();
            return help ? Optional.empty() : Optional.of(command.options());
        } catch (ParameterException e) {
            return Optional.empty();
        }
    }
}
