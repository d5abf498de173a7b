package io.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.Breach;
import io.bailiwick.Denial;
import io.bailiwick.testing.FakeSandboxManager;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code run} says and ends with, over imitated sandboxes. */
final class RunCommandTest {

    @TempDir Path directory;
    private Bench bench;

    RunCommandTest(@TempDir Path directory) {
        this.directory = directory;
        bench = new Bench(directory);
    }

    @BeforeEach
    void open() {
        bench = new Bench(directory);
    }

    @Test
    void standardOutputHoldsOnlyTheAgentsBytes() {
        assertThat(bench.run("run", "--", "echo", "hello from sandbox")).isZero();
        assertThat(bench.out()).isEqualTo("hello from sandbox\n");
    }

    @Test
    void bytesThatAreNoTextPassUnchanged() {
        byte[] bytes = {0, (byte) 0xff, 13, 10, (byte) 0xc3};
        bench.managers(() ->
                new FakeSandboxManager()
                        .install(
                                "bytes",
                                process -> {
                                    process.stdout().write(bytes);
                                    return 0;
                                }));
        bench.run("run", "--", "bytes");
        assertThat(bench.outBytes()).isEqualTo(bytes);
    }

    @Test
    void standardErrorTellsWhatHappened() {
        String file = bench.file("capability.yaml", "sandbox_tier: seccomp\n");
        bench.run("run", "--config", file, "--", "echo", "one two", "three");
        assertThat(bench.normalisedErr())
                .isEqualTo(
                        """
                        [sandbox] created  id=<id>  tier=seccomp
                        [sandbox] running  $ echo one two three

                        [sandbox] finished  exit=0  duration=<n>ms  cpu=<n>s  mem=<n>MiB
                        """);
    }

    @Test
    void aRunWithoutAConfigurationSaysWhatHolds() {
        bench.run("run", "--", "true");
        assertThat(bench.err()).startsWith(RunTexts.DEFAULT_PROFILE);
    }

    @Test
    void quietSaysNothingWhenNothingWentWrong() {
        assertThat(bench.run("run", "--quiet", "--", "false")).isEqualTo(1);
        assertThat(bench.err()).isEmpty();
    }

    @Test
    void theSummaryIsGreenOrRedOnATerminal() {
        bench.colour().run("run", "--", "true");
        assertThat(bench.err()).contains("\u001b[32m[sandbox] finished").endsWith("\u001b[0m\n");
        bench.run("run", "--", "false");
        assertThat(bench.err()).contains("\u001b[31m[sandbox] finished");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 42, 125, 255})
    void theAgentsExitStatusIsOurs(int code) {
        bench.managers(() -> new FakeSandboxManager().install("agent", process -> code));
        assertThat(bench.run("run", "--", "agent")).isEqualTo(code);
    }

    @Test
    void aTimeoutEndsWith124AndSaysWhy() {
        assertThat(bench.run("run", "--timeout", "1", "--", "sleep", "5")).isEqualTo(124);
        assertThat(bench.err())
                .contains("[sandbox] killed: wall-clock timeout of 1.0s exceeded\n")
                .contains("[sandbox] finished  exit=-9  ");
    }

    @Test
    void theDefaultTimeoutIsAMinute() {
        assertThat(bench.run("run", "--", "sleep", "59")).isZero();
        assertThat(bench.run("run", "--", "sleep", "61")).isEqualTo(124);
    }

    @Test
    void aTimeoutOfZeroIsNone() {
        assertThat(bench.run("run", "--timeout", "0", "--", "sleep", "100000")).isZero();
    }

    @Test
    void aBreachedLimitEndsWith137AndIsNamed() {
        bench.managers(() ->
                new FakeSandboxManager()
                        .install(
                                "hog",
                                process -> {
                                    process.breach(
                                            new Breach(
                                                    "max_cpu_seconds",
                                                    new BigDecimal("12.43"),
                                                    new BigDecimal("10"),
                                                    "s"));
                                    return 0;
                                }));
        assertThat(bench.run("run", "--", "hog")).isEqualTo(137);
        assertThat(bench.err())
                .contains("[sandbox] killed: CPU limit exceeded: 12.43s used, limit is 10.00s\n");
    }

    @Test
    void aProgramThatDoesNotExistEndsWith127() {
        assertThat(bench.run("run", "--quiet", "--", "nothing-here")).isEqualTo(127);
        assertThat(bench.err()).startsWith("[sandbox] error: nothing-here: not found; ");
    }

    @Test
    void aDenialNamesTheLineThatWouldAllowIt() {
        bench.managers(RunCommandTest::withSpawningDenied);
        String file = bench.file("c.yaml", "sandbox_tier: seccomp\npermissions: [read_env]\n");
        bench.run("run", "--config", file, "--", "agent");
        assertThat(bench.err())
                .contains(
                        "[sandbox] denied   spawn a process, 3 times: permissions does not list"
                                + " spawn_subprocess\n"
                                + "  help: to allow it, write at "
                                + file
                                + ":2  permissions: [read_env, spawn_subprocess]\n");
    }

    private static FakeSandboxManager withSpawningDenied() {
        return new FakeSandboxManager()
                .install(
                        "agent",
                        process -> {
                            process.denied(
                                    new Denial(
                                            Denial.Kind.SPAWN,
                                            "",
                                            "permissions does not list spawn_subprocess",
                                            "permissions: [spawn_subprocess]",
                                            3));
                            return 1;
                        });
    }

    @Test
    void anAgentsLastLineWithoutAnEndIsNotGluedToOurs() {
        bench.managers(() ->
                new FakeSandboxManager()
                        .install(
                                "agent",
                                process -> {
                                    process.stderr().write('x');
                                    process.sleep(java.time.Duration.ofHours(1));
                                    return 0;
                                }));
        bench.run("run", "--", "agent");
        assertThat(bench.err()).contains("x\n[sandbox] killed: ");
    }

    @Test
    void standardInputReachesTheAgent() {
        bench.stdin("line\n").run("run", "--", "cat");
        assertThat(bench.out()).isEqualTo("line\n");
    }

    @Test
    void optionsBehindTheCommandAreTheCommands() {
        bench.run("run", "echo", "--quiet", "--", "@file", "${x}", "'q'");
        assertThat(bench.out()).isEqualTo("--quiet -- @file ${x} 'q'\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "NaN", "1e9", "abc", "", "99999999999", "0.0001"})
    void aTimeoutThatIsNoneIsRefused(String timeout) {
        assertThat(bench.run("run", "--timeout", timeout, "--", "true")).isEqualTo(125);
        assertThat(bench.err()).contains("is not a number of seconds").contains("help: ");
    }

    @Test
    void aWrongCommandLineEndsWith125() {
        assertThat(bench.run("run")).isEqualTo(125);
        assertThat(bench.err()).startsWith("bailiwick run: error: Missing required parameter");
        assertThat(bench.run("run", "--confg", "x", "--", "true")).isEqualTo(125);
        assertThat(bench.err()).contains("help: did you mean '--config'?");
    }

    @Test
    void anInvalidFileIsPrintedLikeACompilerDoes() {
        String file = bench.file("bad.yaml", "resource_limts:\n  max_memory_mb: 1\n");
        assertThat(bench.run("run", "--config", file, "--", "true")).isEqualTo(125);
        assertThat(bench.err())
                .isEqualTo(
                        file
                                + ":1:1: error: unknown key 'resource_limts'\n"
                                + "    resource_limts:\n"
                                + "    ^\n"
                                + "  help: did you mean 'resource_limits'?\n");
    }

    @Test
    void aCapabilityThatOpensAWayOutDoesNotRun() {
        String file =
                bench.file(
                        "c.yaml",
                        "filesystem_config:\n  mode: read_write\n  writable_paths: ["
                                + bench.home()
                                + "]\n");
        assertThat(bench.run("run", "--config", file, "--", "echo", "ran")).isEqualTo(125);
        assertThat(bench.out()).isEmpty();
        assertThat(bench.err()).contains("error: ").contains("which runs outside of the sandbox");
    }

    @Test
    void jsonIsOneLineOnStandardErrorAndNothingElse() {
        bench.run("run", "--output", "json", "--label", "team=red", "--", "echo", "x");
        assertThat(bench.out()).isEqualTo("x\n");
        assertThat(bench.err().lines()).hasSize(1);
        assertThat(bench.err())
                .startsWith("{\"sandbox_id\":\"")
                .contains(
                        "\"tier\":\"seccomp\"",
                        "\"labels\":{\"team\":\"red\"}",
                        "\"command\":[\"echo\",\"x\"],\"outcome\":\"exited\",\"exit_code\":0,"
                                + "\"exit_status\":0,\"killed\":null,\"breach\":null",
                        "\"stdout_bytes\":2,\"stderr_bytes\":0,\"denials\":[]");
    }

    @Test
    void jsonCanGoToAFile() throws Exception {
        Path result = bench.work().resolve("result.json");
        bench.run("run", "--result", result.toString(), "--", "true");
        assertThat(bench.err()).isEmpty();
        assertThat(Files.readString(result)).contains("\"exit_status\":0").endsWith("}\n");
    }

    @Test
    void jsonTellsWhyNothingRan() {
        assertThat(bench.run("run", "--output", "json", "--", "nothing-here")).isEqualTo(127);
        assertThat(bench.err())
                .isEqualTo(
                        "{\"error\":{\"code\":\"command_not_found\",\"message\":\"nothing-here: not"
                                + " found\",\"help\":\"check the spelling and that the program is"
                                + " visible inside the sandbox\",\"problems\":[]},"
                                + "\"exit_status\":127}\n");
    }

    @Test
    void aMalformedLabelIsRefused() {
        assertThat(bench.run("run", "--label", "a b=c", "--", "true")).isEqualTo(125);
        assertThat(bench.err()).contains("label key must be");
    }
}
