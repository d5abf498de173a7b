package io.bailiwick.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of {@code examples/README.md}. */
final class ExamplesTable {

    private static final Pattern ROW =
            Pattern.compile(
                    "\\| (\\d+) \\| ([a-z-]+) \\| ([a-z]+) \\| ([^|]+) \\|"
                            + " \\[[^\\]]+\\]\\(([^)]+)\\) \\|.*\\|");

    /** A block of a guide and its twin. */
    record Row(int number, String guide, String kind, String shows, Path twin) {}

    private final List<String> lines;
    private final List<Row> rows = new ArrayList<>();

    private ExamplesTable(List<String> lines) {
        this.lines = lines;
        for (String line : lines) {
            Matcher matcher = ROW.matcher(line);
            if (matcher.matches()) {
                rows.add(
                        new Row(
                                Integer.parseInt(matcher.group(1)),
                                matcher.group(2),
                                matcher.group(3),
                                matcher.group(4),
                                directory().resolve(matcher.group(5))));
            }
        }
    }

    static Path directory() {
        return Path.of(System.getProperty("bailiwick.checkout", ".."))
                .toAbsolutePath()
                .normalize()
                .resolve("examples");
    }

    static ExamplesTable read() throws IOException {
        return new ExamplesTable(Files.readAllLines(directory().resolve("README.md")));
    }

    List<Row> rows() {
        return rows;
    }

    /** Lines of a table that are no row, for a row that is malformed would count as missing. */
    List<String> malformed() {
        return lines.stream()
                .filter(line -> line.startsWith("|") && !ROW.matcher(line).matches())
                .skip(2)
                .toList();
    }

    /** The rows of each guide in their order. */
    Map<String, List<Row>> byGuide() {
        Map<String, List<Row>> guides = new TreeMap<>();
        for (Row row : rows) {
            guides.computeIfAbsent(row.guide(), guide -> new ArrayList<>()).add(row);
        }
        return guides;
    }
}
