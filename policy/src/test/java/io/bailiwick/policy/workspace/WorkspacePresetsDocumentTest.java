package io.bailiwick.policy.workspace;

import static io.bailiwick.policy.workspace.DocumentTables.code;
import static io.bailiwick.policy.workspace.DocumentTables.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the presets to every line of the tables of {@code docs/workspace-presets.md}. */
class WorkspacePresetsDocumentTest {
    private static final String DOCUMENT = "workspace-presets.md";
    private static final List<String> NAMES =
            List.of("view-only", "read-only", "agent-safe", "development", "full-access");

    private static final Map<String, CompiledRules> COMPILED =
            NAMES.stream()
                    .collect(
                            Collectors.toMap(
                                    Function.identity(),
                                    name ->
                                            CompiledRules.compile(
                                                    new Presets().preset(name).rules())));

    static Stream<Arguments> results() throws IOException {
        String header = "| path | " + String.join(" | ", NAMES) + " |";
        return rows(DOCUMENT, header).stream()
                .flatMap(row ->
                        NAMES.stream()
                                .map(name ->
                                        Arguments.of(
                                                name, code(row[0]), row[1 + NAMES.indexOf(name)])));
    }

    /** A path with a slash at its end stands for a directory. */
    @ParameterizedTest
    @MethodSource("results")
    void aPresetGivesWhatTheTableSays(String preset, String path, String expected) {
        CompiledRules rules = COMPILED.getOrDefault(preset, CompiledRules.compile(List.of()));
        EffectivePermission found = rules.effective(rules.at(path), path.endsWith("/"));

        assertThat(found.exists() ? found.toString() : "none").isEqualTo(expected);
    }

    @Test
    void theTableCoversManyPaths() throws IOException {
        assertThat(results()).hasSizeGreaterThan(400);
    }

    @Test
    void onlyTheListedPrioritiesAreUsed() throws IOException {
        List<Integer> listed =
                rows(DOCUMENT, "| priority | rules |").stream()
                        .map(row -> Integer.valueOf(row[0]))
                        .toList();
        assertThat(NAMES)
                .flatMap(name -> new Presets().preset(name).rules())
                .extracting(PermissionRule::priority)
                .isSubsetOf(listed);
    }
}
