package io.bailiwick;

import io.bailiwick.policy.SandboxTier;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known about a sandbox at one moment.
 *
 * @param name the name of the specification, if it gave one
 * @param capabilityHash SHA-256 of the effective capability's canonical JSON, in lower-case hex;
 *     the same as in the audit
 * @param enforcement how each control of the capability is held on this host
 * @param pid the sandbox's first process as the host sees it, while one exists
 * @param runningExecutions how many executions run now
 * @param startedExecutions how many executions were started since the sandbox was created
 */
public record SandboxInfo(
        String id,
        Optional<String> name,
        SandboxStatus status,
        SandboxTier tier,
        Instant createdAt,
        Map<String, String> labels,
        String capabilityHash,
        List<Enforcement> enforcement,
        OptionalLong pid,
        int runningExecutions,
        long startedExecutions) {

    public SandboxInfo {
        if (id.isBlank()) {
            throw new IllegalArgumentException("id must not be blank");
        }
        if (runningExecutions < 0 || runningExecutions > startedExecutions) {
            throw new IllegalArgumentException(
                    "running executions must be 0 to "
                            + startedExecutions
                            + ": "
                            + runningExecutions);
        }
        labels = Map.copyOf(labels);
        enforcement = List.copyOf(enforcement);
    }
}
