package io.bailiwick.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.Breach;
import io.bailiwick.ExecResult;
import io.bailiwick.Outcome;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxManager;
import io.bailiwick.SandboxSpec;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.Permissions;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FakeSandboxManagerTest {

    @Nested
    class Life extends SandboxContract {
        @Override
        protected SandboxManager openManager() {
            return new FakeSandboxManager();
        }
    }

    @Nested
    class Commands extends ExecutionContract {
        @Override
        protected SandboxManager openManager() {
            return new FakeSandboxManager();
        }
    }

    private final FakeSandboxManager manager = new FakeSandboxManager();
    private final Sandbox sandbox =
            manager.create(
                    SandboxSpec.of(
                            CapabilityDeclaration.builder()
                                    .permissions(Permissions.SPAWN_SUBPROCESS)
                                    .build()));

    @Test
    void sleepingMovesTheClockAlone() {
        ExecResult result = sandbox.run("sleep 40");

        assertThat(result.duration()).isEqualTo(Duration.ofSeconds(40));
        assertThat(manager.clock().instant()).isEqualTo(new FakeClock().instant().plusSeconds(40));
    }

    @Test
    void aTestInstallsItsOwnPrograms() {
        manager.install(
                "pytest",
                process -> {
                    process.print("ran " + process.argv().get(1));
                    return 5;
                });
        ExecResult result = sandbox.run("pytest -q");

        assertThat(result.stdout()).isEqualTo("ran -q");
        assertThat(result.exitCode()).isEqualTo(5);
    }

    @Test
    void aProgramCanBreachALimit() {
        Breach breach = new Breach("max_memory_mb", new BigDecimal("600"), BigDecimal.TEN, "MiB");
        manager.install(
                "hog",
                process -> {
                    process.breach(breach);
                    return 0;
                });

        assertThat(sandbox.run("hog").outcome()).isEqualTo(new Outcome.LimitBreached(breach));
    }

    @Test
    void unknownShellIsRefusedAndNotGuessed() {
        ExecResult result = sandbox.run("echo a | cat");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stderr()).contains("the fake shell does not know: |");
    }
}
