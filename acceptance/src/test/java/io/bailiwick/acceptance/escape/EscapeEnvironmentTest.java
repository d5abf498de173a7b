package io.bailiwick.acceptance.escape;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ENV-04: variables that would steer the supervisor itself, against the packaged distribution. */
class EscapeEnvironmentTest {

    private static final Path DISTRIBUTION =
            Path.of(System.getProperty("bailiwick.distribution", "missing"))
                    .toAbsolutePath()
                    .normalize();

    /** Whoever obeys one of these does not start. */
    private static final Map<String, String> STEERING =
            Map.of(
                    "JAVA_TOOL_OPTIONS", "-javaagent:/nonexistent/tool.jar",
                    "JDK_JAVA_OPTIONS", "-javaagent:/nonexistent/jdk.jar",
                    "_JAVA_OPTIONS", "-javaagent:/nonexistent/options.jar",
                    "CLASSPATH", "/nonexistent/classes");

    @TempDir private Path directory;

    private String output(Map<String, String> variables, String... command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(variables);
        Process process = builder.start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void theSupervisorIsNotSteeredByTheCallersVariables() throws IOException {
        String output =
                output(
                        STEERING,
                        DISTRIBUTION.resolve("bin/bailiwick").toString(),
                        "run",
                        "--quiet",
                        "--",
                        "env");

        assertThat(output).contains("HOME=/home/agent").doesNotContain("nonexistent", "Picked up");
    }

    /** The control: the same runtime obeys each of them when it is started bare. */
    @Test
    void aBareRuntimeIsSteeredByTheCallersVariables() throws IOException {
        for (String name : STEERING.keySet()) {
            if (!name.equals("CLASSPATH")) {
                assertThat(
                                output(
                                        Map.of(name, STEERING.getOrDefault(name, "")),
                                        DISTRIBUTION.resolve("runtime/bin/java").toString(),
                                        "--version"))
                        .contains("nonexistent");
            }
        }
    }
}
