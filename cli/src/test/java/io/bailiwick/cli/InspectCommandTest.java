package io.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.runtime.state.SupervisorDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InspectCommandTest {

    private static final String ID = "6c1f9f5e-0e4b-4a52-9a35-54a9a6d6a0c1";

    private final Bench bench;

    InspectCommandTest(@TempDir Path directory) {
        bench = new Bench(directory);
    }

    private SupervisorDirectory supervisor() throws IOException {
        return SupervisorDirectory.create(bench.directories().prepare(), new Random(1));
    }

    private static Map<String, Object> description() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sandbox_id", ID);
        map.put("status", "running");
        map.put("tier", "seccomp");
        map.put("supervisor_pid", ProcessHandle.current().pid());
        map.put("labels", Map.of("note", "a \"quoted\"\nlabel \u2028"));
        return map;
    }

    @Test
    void aLivingSupervisorsSandboxIsShown() throws Exception {
        try (SupervisorDirectory supervisor = supervisor()) {
            supervisor.describe(ID, description());
            assertThat(bench.run("inspect", "--sandbox-id", ID)).isZero();
            assertThat(bench.out())
                    .startsWith(
                            "{\n  \"sandbox_id\": \""
                                    + ID
                                    + "\",\n  \"status\": \"running\",\n  \"tier\": \"seccomp\"")
                    .contains("\"note\": \"a \\\"quoted\\\"\\nlabel \\u2028\"");
        }
    }

    @Test
    void usageIsReadWhileItsProcessLives() throws Exception {
        try (SupervisorDirectory supervisor = supervisor()) {
            Map<String, Object> map = description();
            map.put("pid", ProcessHandle.current().pid());
            supervisor.describe(ID, map);
            bench.run("inspect", "--sandbox-id", ID);
            assertThat(bench.out())
                    .contains("\"source\": \"proc\"")
                    .containsPattern("\"memory_mb\": [1-9]")
                    .containsPattern("\"processes\": [1-9]");
        }
    }

    @Test
    void aSandboxWhoseSupervisorIsGoneHasFailed() throws Exception {
        SupervisorDirectory supervisor = supervisor();
        supervisor.describe(ID, description());
        Path copy = bench.directories().run().resolve("s-000000000000");
        Files.createDirectory(copy);
        Files.copy(supervisor.run().resolve(ID + ".json"), copy.resolve(ID + ".json"));
        Files.createFile(copy.resolve("lock"));
        supervisor.close();
        assertThat(bench.run("inspect", "--sandbox-id", ID)).isZero();
        assertThat(bench.out()).contains("\"status\": \"failed\"", "its supervisor has ended");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nope", "../secret", "..", "s-1/../../secret", "*", "-x", "a/b", "a\u0000b"})
    void anIdThatIsNotKnownIsSaidSo(String id) throws Exception {
        Files.writeString(bench.directories().prepare().run().resolve("secret.json"), "{}");
        try (SupervisorDirectory supervisor = supervisor()) {
            assertThat(supervisor.run()).exists();
            assertThat(bench.run("inspect", "--sandbox-id", id)).isEqualTo(1);
            assertThat(bench.out()).isEmpty();
            assertThat(bench.err()).startsWith("error: unknown sandbox id: ");
        }
    }

    @Test
    void theMessageForAnUnknownIdIsTheSeeds() {
        assertThat(bench.run("inspect", "--sandbox-id", "nope")).isEqualTo(1);
        assertThat(bench.err()).isEqualTo("error: unknown sandbox id: nope\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"a\":}", "{\"a\":1}x", "{\"a\":\"\\u12\"}"})
    void aDamagedDescriptionIsAnError(String text) throws Exception {
        try (SupervisorDirectory supervisor = supervisor()) {
            Files.writeString(supervisor.run().resolve(ID + ".json"), text);
            assertThat(bench.run("inspect", "--sandbox-id", ID)).isEqualTo(125);
            assertThat(bench.err()).startsWith("error: ");
        }
    }

    @Test
    void gcRemovesWhatADeadSupervisorLeft() throws Exception {
        Path left = bench.directories().prepare().run().resolve("s-00000000dead");
        Files.createDirectory(left);
        Files.createFile(left.resolve("lock"));
        Files.writeString(left.resolve(ID + ".json"), "{}");
        assertThat(bench.run("gc")).isZero();
        assertThat(bench.out()).isEqualTo("removed what supervisor s-00000000dead left behind\n");
        assertThat(left).doesNotExist();
        bench.run("gc");
        assertThat(bench.out()).isEqualTo("nothing to remove\n");
    }

    @Test
    void gcLeavesTheLivingAlone() throws Exception {
        try (SupervisorDirectory supervisor = supervisor()) {
            supervisor.describe(ID, description());
            bench.run("gc", "--output", "json");
            assertThat(bench.out()).isEqualTo("{\n  \"removed\": []\n}\n");
            assertThat(supervisor.run().resolve(ID + ".json")).exists();
        }
    }
}
