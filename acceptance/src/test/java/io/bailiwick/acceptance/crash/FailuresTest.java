package io.bailiwick.acceptance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.Sandbox;
import io.bailiwick.acceptance.sandbox.LocalSandboxes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What fails around a sandbox is told to the one whom it concerns, and to nobody else. */
class FailuresTest extends LocalSandboxes {

    @Test
    void anExecutionThatCannotBeAuditedFails(@TempDir Path base) throws Exception {
        PrivateState files = PrivateState.in(base.toRealPath());
        Path work = Files.createDirectory(base.toRealPath().resolve("work"));

        assertThat(files.output("", AuditCutter.class, work.toString(), "leave"))
                .isEqualTo("exited\n");
        assertThat(files.output("", AuditCutter.class, work.toString(), "cut"))
                .isEqualTo("io.bailiwick.AuditFailedException\n");
    }

    /** A guardian counts its sandboxes from one, and so does its successor. */
    @Test
    void theEndOfASandboxOfADeadGuardianEndsNoneOfItsSuccessor() throws Exception {
        Sandbox first = create();
        int guardian = guardian(first);
        assertThat(
                        new ProcessBuilder("kill", "-KILL", Integer.toString(guardian))
                                .start()
                                .waitFor())
                .isZero();
        Sandbox second = create();
        assertThat(guardian(second)).isNotEqualTo(guardian);
        long init = second.info().pid().orElseThrow();
        first.destroy();

        assertThat(sh(second, "echo works")).isEqualTo("works\n");
        assertThat(second.info().pid()).hasValue(init);
    }

    /** The child of this process from which a sandbox descends. */
    private static int guardian(Sandbox sandbox) throws IOException {
        HostProcesses all = HostProcesses.now();
        int process = (int) sandbox.info().pid().orElseThrow();
        while (all.parent(process) != ProcessHandle.current().pid()) {
            process = all.parent(process);
            assertThat(process).isGreaterThan(1);
        }
        return process;
    }
}
