package io.bailiwick.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.bailiwick.CapabilityRefusedException;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxManager;
import io.bailiwick.SandboxSpec;
import io.bailiwick.TierUnavailableException;
import io.bailiwick.policy.CapabilityDeclaration;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SmokeTest {

    /** What only a distribution or a peer on this host can give. */
    private static final Set<Promise> OF_THE_COMMAND_LINE =
            EnumSet.of(Promise.COMMAND_LINE, Promise.BELOW_SRT, Promise.BELOW_DOCKER);

    @Test
    void everythingThatIsMeasuredWorks() throws Exception {
        requireSandboxes();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Report report =
                Main.run(Options.smokeTest(), new PrintStream(bytes, true, StandardCharsets.UTF_8));

        Set<Promise> measured = EnumSet.complementOf(EnumSet.copyOf(OF_THE_COMMAND_LINE));
        if (!MemorySuite.measurable()) {
            measured.removeAll(EnumSet.of(Promise.IDLE_ALONE, Promise.IDLE_MANY));
        }
        assertThat(measured).allMatch(report::has, bytes.toString(StandardCharsets.UTF_8));
    }

    private static void requireSandboxes() {
        try (SandboxManager manager = SandboxManager.local();
                Sandbox sandbox =
                        manager.create(SandboxSpec.of(CapabilityDeclaration.safeDefault()))) {
            sandbox.stop();
        } catch (CapabilityRefusedException | TierUnavailableException e) {
            abort("needs a host that can run sandboxes: " + e.getMessage());
        }
    }
}
