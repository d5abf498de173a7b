package io.bailiwick.acceptance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What fails around a sandbox is told to the one whom it concerns. */
@Timeout(120)
class FailuresTest {

    @Test
    void anExecutionThatCannotBeAuditedFails(@TempDir Path base) throws Exception {
        PrivateState files = PrivateState.in(base.toRealPath());
        Path work = Files.createDirectory(base.toRealPath().resolve("work"));

        assertThat(files.output("", AuditCutter.class, work.toString(), "leave"))
                .isEqualTo("exited\n");
        assertThat(files.output("", AuditCutter.class, work.toString(), "cut"))
                .isEqualTo("io.bailiwick.AuditFailedException\n");
    }
}
