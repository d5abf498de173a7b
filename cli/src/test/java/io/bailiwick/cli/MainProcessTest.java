package io.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole process: signals, closed pipes, locales. */
final class MainProcessTest {

    private static final long NO_HANG_SECONDS = 60;

    @TempDir Path directory;

    MainProcessTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private ProcessBuilder bailiwick(String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).directory(directory.toFile());
    }

    private static String text(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static int status(Process process) throws InterruptedException {
        assertThat(process.waitFor(NO_HANG_SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static void signal(Process process, String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    @Test
    void termReachesTheAgentWhichDecides() throws Exception {
        Process process =
                bailiwick(
                                "run",
                                "--quiet",
                                "--",
                                "sh",
                                "-c",
                                "trap 'echo got it; exit 7' TERM; echo ready; while :; do sleep 0.05;"
                                        + " done")
                        .start();
        BufferedReader out = process.inputReader();
        assertThat(out.readLine()).isEqualTo("ready");
        signal(process, "TERM");
        assertThat(out.readLine()).isEqualTo("got it");
        assertThat(status(process)).isEqualTo(7);
    }

    @Test
    void aSecondInterruptEndsAnAgentThatIgnoresTheFirst() throws Exception {
        Process process =
                bailiwick(
                                "run",
                                "--",
                                "sh",
                                "-c",
                                "trap 'echo ignored' INT; echo ready; while :; do sleep 0.05; done")
                        .start();
        BufferedReader out = process.inputReader();
        assertThat(out.readLine()).isEqualTo("ready");
        signal(process, "INT");
        assertThat(out.readLine()).isEqualTo("ignored");
        signal(process, "INT");
        assertThat(status(process)).isEqualTo(130);
    }

    @Test
    void aReaderThatLeavesEndsTheAgent() throws Exception {
        Process process = bailiwick("run", "--", "yes").start();
        assertThat(process.inputReader().readLine()).isEqualTo("y");
        process.getInputStream().close();
        assertThat(status(process)).isEqualTo(141);
    }

    @Test
    void aFullDiskIsAnErrorOfOurs() throws Exception {
        Process process =
                bailiwick("run", "--", "echo", "x")
                        .redirectOutput(Path.of("/dev/full").toFile())
                        .start();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(status(process)).isEqualTo(125);
        assertThat(err).contains("[sandbox] error: cannot write standard output: ");
    }

    @Test
    void argumentsKeepTheirBytesInTheCLocale() throws Exception {
        ProcessBuilder builder = bailiwick("run", "--quiet", "--", "printf", "%s", "é—ü");
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        assertThat(text(process)).isEqualTo("é—ü");
        assertThat(status(process)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void argumentsThatAreNotTextAreRefused(String locale) throws Exception {
        List<String> command = bailiwick("run", "--quiet", "--", "printf", "%s").command();
        List<String> shell =
                new ArrayList<>(List.of("sh", "-c", "exec \"$@\" \"$(printf 'a\\377')\"", "sh"));
        shell.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(shell).directory(directory.toFile());
        builder.environment().put("LC_ALL", locale);
        Process process = builder.start();

        assertThat(text(process)).isEmpty();
        assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("an argument is not text in UTF-8");
        assertThat(status(process)).isEqualTo(125);
    }

    @Test
    void theReplacementCharacterItselfIsText() throws Exception {
        Process process = bailiwick("run", "--quiet", "--", "printf", "%s", "a\uFFFD").start();
        assertThat(text(process)).isEqualTo("a\uFFFD");
        assertThat(status(process)).isZero();
    }

    @Test
    void inspectShowsTheSandboxOfAnotherProcess() throws Exception {
        Process owner = bailiwick("run", "--label", "job=long", "--", "cat").start();
        BufferedReader err = owner.errorReader();
        String line = err.readLine();
        while (line != null && !line.startsWith("[sandbox] created")) {
            line = err.readLine();
        }
        assertThat(line).isNotNull();
        String id = String.valueOf(line).replaceAll(".*id=(\\S+).*", "$1");
        Process inspect = bailiwick("inspect", "--sandbox-id", id).start();
        assertThat(text(inspect))
                .contains("\"sandbox_id\": \"" + id + "\"", "\"status\": \"running\"")
                .contains("\"job\": \"long\"", "\"supervisor_pid\": " + owner.pid())
                .containsPattern("\"processes\": [1-9]");
        assertThat(status(inspect)).isZero();
        owner.getOutputStream().close();
        assertThat(status(owner)).isZero();
        assertThat(status(bailiwick("inspect", "--sandbox-id", id).start())).isEqualTo(1);
    }
}
