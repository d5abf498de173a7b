package io.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.bailiwick.runtime.LocalSandboxManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code run} and {@code doctor} with sandboxes of this host. */
final class LocalRunTest {

    private final Bench bench;

    LocalRunTest(@TempDir Path directory) {
        bench = new Bench(directory).real();
    }

    @Test
    void anAgentRunsAndItsStreamsStayApart() {
        assertThat(bench.run("run", "--quiet", "--", "sh", "-c", "echo out; echo err >&2; exit 5"))
                .isEqualTo(5);
        assertThat(bench.out()).isEqualTo("out\n");
        assertThat(bench.err()).isEqualTo("err\n");
    }

    @Test
    void theDefaultReadsTheWorkingDirectoryAndWritesNothing() {
        bench.file("input", "content\n");
        bench.run("run", "--quiet", "--", "sh", "-c", "cat input; echo x > created");
        assertThat(bench.out()).isEqualTo("content\n");
        assertThat(bench.work().resolve("created")).doesNotExist();
    }

    @Test
    void standardInputArrives() {
        bench.stdin("a\nb\n").run("run", "--quiet", "--", "wc", "-l");
        assertThat(bench.out().strip()).isEqualTo("2");
    }

    @Test
    void aRefusedProcessIsCountedAndTheLineIsNamed() {
        String file = bench.file("c.yaml", "permissions: [read_env]\n");
        assertThat(bench.run("run", "--config", file, "--", "sh", "-c", "/bin/true; exit 0"))
                .isNotZero();
        assertThat(bench.err())
                .contains("[sandbox] denied   spawn a process, once: ")
                .contains(file + ":1  permissions: [read_env, spawn_subprocess]");
    }

    @Test
    void egressRulesAreRefusedByName() {
        String file =
                bench.file(
                        "c.yaml",
                        "network_egress_rules:\n  - domain: api.openai.com\n    ports: [443]\n");
        assertThat(bench.run("run", "--config", file, "--", "echo", "ran")).isEqualTo(125);
        assertThat(bench.out()).isEmpty();
        assertThat(bench.err())
                .startsWith(
                        "[sandbox] error: capability refused on this host\n"
                                + file
                                + ":2:3: error: ")
                .contains("api.openai.com [443]")
                .contains("help: remove the rules");
    }

    @ParameterizedTest
    @CsvSource({"gvisor, runsc", "docker, Docker", "firecracker, Firecracker"})
    void aTierThatIsNotOfferedIsRefused(String tier, String missing) {
        String file = bench.file("c.yaml", "sandbox_tier: " + tier + "\n");
        assertThat(bench.run("run", "--config", file, "--", "echo", "ran")).isEqualTo(125);
        assertThat(bench.err())
                .isEqualTo(
                        """
                        [sandbox] error: tier '%s' unavailable: %s is not supported by this version
                          help: declare sandbox_tier: seccomp, the only tier of this version
                        """
                                .formatted(tier, missing));
        assertThat(bench.out()).isEmpty();
    }

    @Test
    void aFileThatCannotBeExecutedEndsWith126() {
        bench.file("script", "echo no\n");
        assertThat(bench.run("run", "--quiet", "--", "./script")).isEqualTo(126);
        assertThat(bench.err()).startsWith("[sandbox] error: ./script: ");
    }

    @Test
    void aProgramThatIsSpelledDifferentlyHereIsSuggested() throws Exception {
        assumeFalse(
                Files.exists(Path.of("/usr/bin/python")), "needs a host without /usr/bin/python");
        Path bin = Files.createDirectory(bench.work().resolve("bin"));
        Files.copy(Path.of("/bin/true"), bin.resolve("python3"));
        bench.managers(
                () -> LocalSandboxManager.open(Map.of("PATH", bin + ":/usr/bin"), bench.home()));
        assertThat(bench.run("run", "--quiet", "--", "python", "agent.py")).isEqualTo(127);
        assertThat(bench.err())
                .isEqualTo("[sandbox] error: python: not found; did you mean python3?\n");
    }

    @Test
    void aSignalOfTheAgentsEndsWith128AndItsNumber() {
        assertThat(bench.run("run", "--quiet", "--", "sh", "-c", "kill -SEGV $$")).isEqualTo(139);
    }

    /** Which an agent can bring about: by a signal to its supervisor process. */
    @Test
    void anEndThatIsNotKnownIsNamedAlsoQuietly() {
        assertThat(bench.run("run", "--quiet", "--", "sh", "-c", "kill -KILL $PPID; sleep 30"))
                .isEqualTo(125);
        assertThat(bench.err()).startsWith("[sandbox] error: the end is not known: ");
    }

    @Test
    void aTimeoutKeepsWhatWasWritten() {
        assertThat(bench.run("run", "--timeout", "0.3", "--", "sh", "-c", "echo early; sleep 30"))
                .isEqualTo(124);
        assertThat(bench.out()).isEqualTo("early\n");
    }

    @Test
    void thirtyMebibytesPassComplete() {
        bench.run("run", "--quiet", "--", "head", "-c", "31457280", "/dev/zero");
        assertThat(bench.outBytes()).hasSize(31_457_280);
    }

    @Test
    void theAuditOfARunIsIntact() {
        bench.run("run", "--quiet", "--", "true");
        assertThat(bench.run("audit", "verify")).isZero();
    }

    @Test
    void theDoctorProvesEveryControlItNames() {
        bench.run("doctor", "--output", "json");
        assertThat(bench.out())
                .doesNotContain("\"proof\": \"broken\"")
                .contains("\"refusals\": []", "\"healthy\": true")
                .contains("\"control\": \"filesystem_config\"")
                .contains("a shell could not start a program, and the attempt was counted");
    }
}
