package io.bailiwick.acceptance.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bailiwick.acceptance.Caller;
import io.bailiwick.acceptance.crash.PrivateState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where few processes are, as in a container. bubblewrap looks its child up in /proc by the number
 * that it has in the launcher's PID namespace; the host's /proc always has some process of a number
 * as low, so that only here it shows whether it was the right one.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PidsTest {

    @TempDir private Path base;

    @Test
    void aSandboxStartsAmongFewProcesses() throws IOException, InterruptedException {
        assumeTrue(Caller.root(), "needs root: a PID namespace");
        PrivateState files = PrivateState.in(base.toRealPath());
        Path work = Files.createDirectory(base.toRealPath().resolve("work"));
        List<String> command =
                new ArrayList<>(List.of("unshare", "--fork", "--pid", "--mount-proc"));
        command.addAll(
                files.program("", ShellSupervisor.class, work.toString(), work.toString())
                        .command());
        Process supervisor =
                new ProcessBuilder(command).redirectError(files.errors().toFile()).start();
        supervisor.outputWriter(StandardCharsets.UTF_8).append("echo $$; ls /proc/1\n").close();

        List<String> answers = supervisor.inputReader().lines().toList();

        assertThat(answers).as(files.complaints()).hasSize(2).first().isEqualTo("ready");
        assertThat(answers.getLast()).startsWith("0 ").contains("|cmdline|");
        assertThat(supervisor.waitFor()).isZero();
    }
}
