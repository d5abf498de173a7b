package io.bailiwick.acceptance.escape;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The results of every place side by side, as a page. */
final class EscapeMatrix {
    private final Map<String, ProbeCase> cases;
    private final Map<String, Map<String, ProbeResult>> columns = new LinkedHashMap<>();

    EscapeMatrix(Map<String, ProbeCase> cases) {
        this.cases = cases;
    }

    void add(String column, Map<String, ProbeResult> results) {
        columns.put(column, results);
    }

    void write(Path file) throws IOException {
        StringBuilder page = new StringBuilder("# Escape matrix\n\n");
        page.append("O: the attack works, or the benign neighbour does. `·`: refused. ")
                .append("`-`: could not be tried.\n\n| case | what |");
        columns.keySet().forEach(name -> page.append(' ').append(name).append(" |"));
        page.append("\n|---|---|").append("---|".repeat(columns.size())).append('\n');
        for (ProbeCase row : cases.values()) {
            page.append("| ")
                    .append(row.id())
                    .append(" | ")
                    .append(row.title().replace("|", "\\|"))
                    .append(" |");
            columns.values()
                    .forEach(results -> page.append(sign(results.get(row.id()))).append('|'));
            page.append('\n');
        }
        columns.forEach((name, results) -> count(page, name, results));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, page);
    }

    private void count(StringBuilder page, String name, Map<String, ProbeResult> results) {
        long open = 0;
        for (ProbeCase row : cases.values()) {
            ProbeResult result = results.get(row.id());
            if (row.attack() && result != null && result.open()) {
                open++;
            }
        }
        page.append("\n%s: %d attacks work.\n".formatted(name, open));
    }

    private static String sign(@Nullable ProbeResult result) {
        if (result == null) {
            return " - ";
        }
        return switch (result.result()) {
            case OPEN -> " O ";
            case BLOCKED -> " · ";
            case NOT_EXERCISABLE -> " - ";
        };
    }
}
