package io.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ValidateCommandTest {

    private static final String GUIDE =
            """
            sandbox_tier: seccomp
            resource_limits:
              max_memory_mb: 256
              max_cpu_seconds: 10.0
              max_cost_usd: 0.05
              max_tokens: 50000
            network_egress_rules:
              - domain: "api.openai.com"
                ports: [443]
                rate_limit_per_min: 30
            filesystem_config:
              mode: read_only
            permissions:
              - read_env
            env_allowlist:
              - PATH
              - PYTHONPATH
              - HOME
            """;

    private final Bench bench;

    ValidateCommandTest(@TempDir Path directory) {
        bench = new Bench(directory);
    }

    @Test
    void aValidFileIsShownAsInTheGuide() {
        assertThat(bench.run("validate", "--config", bench.file("c.yaml", GUIDE))).isZero();
        assertThat(bench.out())
                .isEqualTo(
                        """
                        VALID
                          sandbox_tier       : seccomp
                          filesystem_mode    : read_only
                          max_memory_mb      : 256
                          max_cpu_seconds    : 10.0
                          max_cost_usd       : 0.05
                          max_tokens         : 50000
                          egress_rules       : 1
                          permissions        : read_env
                        """);
        assertThat(bench.err()).isEmpty();
    }

    @Test
    void noPermissionIsSaidSo() {
        bench.run("validate", "--config", bench.file("c.yaml", ""));
        assertThat(bench.out()).contains("  permissions        : (none)\n");
    }

    @Test
    void jsonHoldsTheWholeCapability() {
        bench.run("validate", "--config", bench.file("c.yaml", GUIDE), "--output", "json");
        assertThat(bench.out())
                .startsWith("{\n  \"valid\": true,\n  \"capability\": {\n    \"sandbox_tier\":")
                .contains(
                        "\"max_memory_mb\": 256",
                        "\"max_cost_usd\": 0.05",
                        "\"domain\": \"api.openai.com\"",
                        "\"mode\": \"read_only\"",
                        "\"writable_paths\": []",
                        "\"env_allowlist\": [",
                        "\"problems\": []");
    }

    @Test
    void anInvalidFileEndsWith1AndShowsEveryProblemAtItsPlace() {
        String file = bench.file("c.yaml", "sandbox_teir: x\nresource_limits: {max_tokens: 0}\n");
        assertThat(bench.run("validate", "--config", file)).isEqualTo(1);
        assertThat(bench.out()).isEmpty();
        assertThat(bench.err())
                .startsWith(
                        "INVALID: capability validation error: 2 validation errors for"
                                + " CapabilityDeclaration\n")
                .contains(
                        file
                                + ":1:1: error: unknown key 'sandbox_teir'\n    sandbox_teir: x\n    ^")
                .contains("help: did you mean 'sandbox_tier'?")
                .contains(file + ":2:31: error: ");
    }

    @Test
    void invalidJsonIsOneLineOnStandardOutput() {
        String file = bench.file("c.yaml", "resource_limits: {max_tokens: 0}\n");
        assertThat(bench.run("validate", "--config", file, "--output", "json")).isEqualTo(1);
        assertThat(bench.out().lines()).hasSize(1);
        assertThat(bench.out())
                .startsWith("{\"valid\":false,\"error\":\"capability validation error: ")
                .contains("\"path\":\"resource_limits.max_tokens\"", "\"line\":1");
    }

    @Test
    void aFileThatDoesNotExistIsInvalid() {
        assertThat(bench.run("validate", "--config", "/nowhere.yaml")).isEqualTo(1);
        assertThat(bench.err()).isEqualTo("INVALID: capability file not found: /nowhere.yaml\n");
    }

    @Test
    void aLintErrorMakesItInvalid() {
        String file =
                bench.file(
                        "c.yaml",
                        "filesystem_config:\n  mode: read_write\n  writable_paths: ["
                                + bench.home()
                                + "]\n");
        assertThat(bench.run("validate", "--config", file)).isEqualTo(1);
        assertThat(bench.err())
                .startsWith("INVALID: capability lint error: 1 declaration gives the agent a way")
                .contains(file + ":3:20: error: ");
    }

    @Test
    void aLintWarningDoesNot() {
        String file = bench.file("c.yaml", "env_allowlist: [HOME]\n");
        assertThat(bench.run("validate", "--config", file)).isZero();
        assertThat(bench.out()).startsWith("VALID\n");
        assertThat(bench.err()).contains("warning: env_allowlist has no effect");
    }

    @Test
    void withoutAFileTheCommandLineIsWrong() {
        assertThat(bench.run("validate")).isEqualTo(2);
        assertThat(bench.err()).contains("Missing required option: '--config=FILE'");
    }

    @Test
    void controlCharactersOfAFileDoNotReachTheTerminal() {
        String file = bench.file("c.yaml", "\"evil\\e[31m\": 1\n");
        bench.run("validate", "--config", file);
        assertThat(bench.err()).doesNotContain("\u001b");
    }
}
