package io.bailiwick;

import io.bailiwick.policy.SandboxTier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Something that happened to a sandbox and leaves a trace in the audit. Events hold no environment
 * values, no input and no output of commands; arguments of commands they do hold.
 */
public sealed interface SandboxEvent {

    /** The sandbox that it happened to. */
    String sandboxId();

    /** What happened, in one word of the audit's. */
    String kind();

    /**
     * The capability was accepted and the sandbox made.
     *
     * @param capabilityHash as in {@link SandboxInfo#capabilityHash()}
     * @param plan what was decided for this host: strings, numbers, booleans, lists and maps of
     *     such; at most 256 KiB of JSON
     */
    record Created(
            String sandboxId,
            String capabilityHash,
            SandboxTier tier,
            Path workingDirectory,
            Map<String, String> labels,
            Map<String, ?> plan,
            List<Enforcement> enforcement)
            implements SandboxEvent {
        public Created {
            labels = Map.copyOf(labels);
            plan = Map.copyOf(plan);
            enforcement = List.copyOf(enforcement);
        }

        @Override
        public String kind() {
            return "created";
        }
    }

    /** The capability was refused; no sandbox exists. */
    record Refused(
            String sandboxId, String capabilityHash, SandboxTier tier, List<RefusalReason> reasons)
            implements SandboxEvent {
        public Refused {
            reasons = List.copyOf(reasons);
        }

        @Override
        public String kind() {
            return "refused";
        }
    }

    /**
     * A command ran and ended.
     *
     * @param outcome how it ended; a killed command says here by what
     */
    record Executed(
            String sandboxId,
            String executionId,
            List<String> argv,
            Outcome outcome,
            Duration duration,
            Usage usage,
            List<Denial> denials)
            implements SandboxEvent {
        public Executed {
            argv = List.copyOf(argv);
            denials = List.copyOf(denials);
        }

        @Override
        public String kind() {
            return "executed";
        }
    }

    /**
     * A limit was breached.
     *
     * @param executionId the execution that breached it; empty when it was the sandbox as a whole
     */
    record LimitBreached(String sandboxId, String executionId, Breach breach, String reason)
            implements SandboxEvent {
        @Override
        public String kind() {
            return "limit_breached";
        }
    }

    /**
     * The sandbox is gone.
     *
     * @param reason such as {@code destroyed by its owner} or {@code its supervisor died}
     */
    record Destroyed(String sandboxId, String reason) implements SandboxEvent {
        @Override
        public String kind() {
            return "destroyed";
        }
    }
}
