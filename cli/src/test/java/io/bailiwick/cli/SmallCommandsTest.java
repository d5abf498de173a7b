package io.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.SandboxEvent;
import io.bailiwick.audit.AuditLocation;
import io.bailiwick.audit.AuditLog;
import io.bailiwick.policy.CapabilitySchema;
import io.bailiwick.policy.CapabilityTemplate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that make no sandbox. */
final class SmallCommandsTest {

    private final Bench bench;

    SmallCommandsTest(@TempDir Path directory) {
        bench = new Bench(directory);
    }

    // explain

    @Test
    void explainNamesTheRuleForAPath() {
        assertThat(bench.run("explain", bench.work().toString())).isZero();
        assertThat(bench.out())
                .isEqualTo(
                        bench.work()
                                + ": read\n  rule: read '"
                                + bench.work()
                                + "' (working directory)\n  The agent reads the host's files here and"
                                + " cannot write.\n");
    }

    @Test
    void explainAnswersForVariablesAndUrls() {
        String file =
                bench.file(
                        "c.yaml",
                        "permissions: [read_env]\nnetwork_egress_rules: [{domain: a.org}]\n");
        bench.run("explain", "--config", file, "env:OPENAI_API_KEY");
        assertThat(bench.out()).startsWith("OPENAI_API_KEY: denied\n");
        bench.run("explain", "--config", file, "https://a.org/x");
        assertThat(bench.out()).startsWith("https://a.org/x: allowed\n");
    }

    @Test
    void explainingNothingIsAWrongCommandLine() {
        assertThat(bench.run("explain", " ")).isEqualTo(2);
        assertThat(bench.err()).startsWith("bailiwick explain: error: nothing to explain");
    }

    @Test
    void explainKnowsJson() {
        bench.run("explain", "--output", "json", "https://a.org/x");
        assertThat(bench.out())
                .startsWith("{\n  \"subject\": \"https://a.org/x\",\n  \"kind\": \"url\",\n")
                .contains("\"allowed\": false");
    }

    // new

    @Test
    void newWritesTheCommentedFileThatValidates() throws Exception {
        assertThat(bench.run("new")).isZero();
        Path file = bench.work().resolve("capability.yaml");
        assertThat(Files.readString(file)).isEqualTo(CapabilityTemplate.commented());
        assertThat(bench.run("validate", "--config", file.toString())).isZero();
        assertThat(bench.err()).isEmpty();
    }

    @Test
    void newNeverOverwrites() throws Exception {
        bench.file("mine.yaml", "mine");
        assertThat(bench.run("new", "mine.yaml")).isEqualTo(1);
        assertThat(bench.err()).startsWith("error: mine.yaml exists already\n  help: ");
        assertThat(Files.readString(bench.work().resolve("mine.yaml"))).isEqualTo("mine");
    }

    @Test
    void newWritesTheSchemaForEditors() throws Exception {
        assertThat(bench.run("new", "--schema")).isZero();
        assertThat(bench.out()).isEqualTo("wrote capability.schema.json\n");
        assertThat(Files.readString(bench.work().resolve("capability.schema.json")))
                .isEqualTo(CapabilitySchema.json() + "\n")
                .contains("\"$schema\"", "\"max_memory_mb\"");
    }

    @Test
    void newPrintsForADash() {
        bench.run("new", "-");
        assertThat(bench.out()).isEqualTo(CapabilityTemplate.commented());
        assertThat(bench.work()).isEmptyDirectory();
    }

    // audit

    private void record(String id) {
        try (AuditLog log =
                AuditLog.open(AuditLocation.in(bench.directories().state()), Clock.systemUTC())) {
            log.append(new SandboxEvent.Destroyed(id, "test"));
        }
    }

    @Test
    void anAuditThatNobodyTouchedIsIntact() {
        record("one");
        assertThat(bench.run("audit", "verify")).isZero();
        assertThat(bench.out()).startsWith("INTACT  chains=1  records=").contains("  in ");
    }

    @Test
    void anEditedAuditIsNot() throws Exception {
        record("original");
        try (var files = Files.list(bench.directories().state().resolve("audit"))) {
            Path segment = files.findFirst().orElseThrow();
            byte[] bytes = Files.readAllBytes(segment);
            bytes[
                            new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1)
                                    .indexOf("original")] =
                    'O';
            Files.write(segment, bytes);
        }
        assertThat(bench.run("audit", "verify")).isEqualTo(1);
        assertThat(bench.out()).contains("NOT INTACT");
        assertThat(bench.run("audit", "verify", "--output", "json")).isEqualTo(1);
        assertThat(bench.out()).contains("\"intact\": false", "\"kind\": \"edited\"");
    }

    @Test
    void aDirectoryThatDoesNotExistIsNoIntactAudit() {
        assertThat(bench.run("audit", "verify", "--dir", "/nowhere")).isEqualTo(1);
        assertThat(bench.err()).isEqualTo("error: no such directory: /nowhere\n");
    }

    @Test
    void auditAloneSaysWhichCommandThereIs() {
        assertThat(bench.run("audit")).isEqualTo(2);
        assertThat(bench.err()).contains("help: bailiwick audit verify");
    }

    // completion

    @Test
    void completionForAnotherShellIsRefused() {
        assertThat(bench.run("completion", "fish")).isEqualTo(2);
        assertThat(bench.err()).contains("'fish'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void completionKnowsCommandsAndOptions(String shell) {
        assertThat(bench.run("completion", shell)).isZero();
        assertThat(bench.out())
                .contains("run validate", "--sandbox-id", "--timeout", "bashcompinit");
    }

    @Test
    void bashAcceptsTheCompletion() throws Exception {
        bench.run("completion", "bash");
        Path script = Files.writeString(bench.work().resolve("completion"), bench.out());
        String line =
                "source '"
                        + script
                        + "'; COMP_WORDS=(bailiwick val); COMP_CWORD=1; _complete_bailiwick;"
                        + " echo \"${COMPREPLY[*]}\"";
        Process bash = new ProcessBuilder("bash", "-c", line).redirectErrorStream(true).start();
        assertThat(
                        new String(
                                bash.getInputStream().readAllBytes(),
                                java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("validate\n");
    }

    // help and version

    @Test
    void versionNamesProtocolAndJdk() {
        assertThat(bench.run("--version")).isZero();
        assertThat(bench.out())
                .matches("bailiwick \\S+\nnative protocol \\d+\nJDK 25\\S* on \\S+\n");
    }

    @Test
    void helpListsEveryCommand() {
        assertThat(bench.run("--help")).isZero();
        for (Commands command : Commands.values()) {
            assertThat(bench.out()).contains("\n  " + command.word() + " ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "validate",
                "explain",
                "new",
                "inspect",
                "doctor",
                "audit",
                "gc",
                "completion"
            })
    void everyCommandExplainsItself(String command) {
        assertThat(bench.run(command, "--help")).isZero();
        assertThat(bench.out()).startsWith("Usage: bailiwick " + command);
        assertThat(bench.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void noCommandAtAllPrintsTheHelpAsAnError() {
        assertThat(bench.run()).isEqualTo(2);
        assertThat(bench.err()).startsWith("Usage: bailiwick ");
        assertThat(bench.out()).isEmpty();
    }

    @Test
    void anUnknownCommandIsCorrected() {
        assertThat(bench.run("vaildate")).isEqualTo(2);
        assertThat(bench.err()).contains("help: did you mean 'validate'?");
    }

    // other systems

    @ParameterizedTest
    @ValueSource(strings = {"run", "doctor", "inspect", "gc"})
    void macOsIsToldNoBeforeAnythingElse(String command) {
        assertThat(bench.system("Mac OS X").run(command, "--nonsense")).isEqualTo(125);
        assertThat(bench.err())
                .isEqualTo(
                        """
                        bailiwick: error: sandboxes need a Linux kernel; this is Mac OS X
                          help: run it in a Linux virtual machine
                        """);
    }

    @Test
    void windowsIsToldNoAndPointedToWsl() {
        assertThat(bench.system("Windows 11").run("run", "--", "true")).isEqualTo(125);
        assertThat(bench.err()).endsWith("or in WSL 2\n");
    }

    @Test
    void validationWorksAnywhere() {
        String file = bench.file("c.yaml", "");
        assertThat(bench.system("Mac OS X").run("validate", "--config", file)).isZero();
    }
}
