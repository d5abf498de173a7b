package io.bailiwick;

import io.bailiwick.policy.SandboxTier;

/**
 * One line of {@link SandboxManager#listSandboxes()}.
 *
 * @param status in the words of {@link SandboxManager#status}
 */
public record SandboxSummary(String sandboxId, String status, SandboxTier tier) {}
