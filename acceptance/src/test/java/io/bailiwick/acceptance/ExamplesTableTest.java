package io.bailiwick.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every fenced code block of the two guides has its row. The guides are not part of this
 * repository; the kinds of their blocks, counted on the pages, are pinned here.
 */
final class ExamplesTableTest {

    private static final Map<String, List<String>> BLOCKS =
            Map.of(
                    "readme",
                    List.of(
                            "mermaid", "bash", "bash", "yaml", "bash", "output", "bash", "python",
                            "output", "bash", "output", "output", "bash", "output", "python",
                            "python", "python", "python", "python", "output"),
                    "getting-started",
                    List.of(
                            "bash", "bash", "bash", "bash", "bash", "yaml", "bash", "output",
                            "bash", "output", "python", "python", "python", "python", "python",
                            "bash", "python", "output", "yaml"));

    private final ExamplesTable table;

    ExamplesTableTest() throws IOException {
        table = ExamplesTable.read();
    }

    @Test
    void everyBlockHasItsRowAndNoRowIsLeftOver() {
        assertThat(table.malformed()).isEmpty();
        assertThat(table.byGuide().keySet()).isEqualTo(BLOCKS.keySet());
        table.byGuide()
                .forEach((guide, rows) ->
                        assertThat(rows.stream().map(ExamplesTable.Row::kind))
                                .as(guide)
                                .isEqualTo(BLOCKS.get(guide)));
    }

    @Test
    void rowsAreNumberedInTheOrderOfThePage() {
        for (List<ExamplesTable.Row> rows : table.byGuide().values()) {
            for (int i = 0; i < rows.size(); i++) {
                assertThat(rows.get(i).number()).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void everyTwinExists() {
        for (ExamplesTable.Row row : table.rows()) {
            assertThat(row.twin()).isRegularFile();
        }
    }

    @Test
    void everyTwinThatRunsHasItsExpectedOutputAndNoOtherExists() throws IOException {
        Set<Path> expected = new HashSet<>();
        for (ExamplesTable.Row row : table.rows()) {
            if (ExamplesTest.runs(row.twin())) {
                expected.add(ExamplesTest.expectedOutput(row.twin()));
            }
        }
        Set<Path> found = new HashSet<>();
        try (Stream<Path> files = Files.walk(ExamplesTable.directory().resolve("aumai"))) {
            files.filter(file -> file.toString().endsWith(".txt")).forEach(found::add);
        }
        assertThat(found).isEqualTo(expected);
    }
}
