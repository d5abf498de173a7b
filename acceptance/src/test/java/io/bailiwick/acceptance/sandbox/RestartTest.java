package io.bailiwick.acceptance.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.Sandbox;
import io.bailiwick.SandboxStatus;
import org.junit.jupiter.api.Test;

/** Sandboxes that are stopped and started again. */
class RestartTest extends LocalSandboxes {

    private static final int ROUNDS = 100;

    /** The end of the processes before is heard of after the start of the next. */
    @Test
    void theEndOfWhatWasStoppedEndsNothingThatWasStarted() {
        Sandbox sandbox = create();
        for (int round = 0; round < ROUNDS; round++) {
            sandbox.stop().start();
            assertThat(sh(sandbox, "echo up")).isEqualTo("up\n");
        }
        assertThat(sandbox.info().status()).isEqualTo(SandboxStatus.RUNNING);
    }
}
