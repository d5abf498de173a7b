package io.bailiwick.policy.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the tables of a document. */
final class DocumentTables {
    private DocumentTables() {}

    /** The cells of the rows under a header. */
    static List<String[]> rows(String document, String header) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("../docs").resolve(document));
        int start = lines.indexOf(header);
        assertThat(start).as(header).isPositive();
        return lines.stream()
                .skip(start + 2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.substring(2, line.length() - 2).split(" \\| ", -1))
                .toList();
    }

    /** A cell without the marks around code. */
    static String code(String cell) {
        return cell.replaceAll("^`|`$", "");
    }
}
