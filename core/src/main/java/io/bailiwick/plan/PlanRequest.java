package io.bailiwick.plan;

import io.bailiwick.policy.CapabilityDeclaration;
import java.nio.file.Path;
import java.util.List;

/**
 * What is to be planned.
 *
 * @param workingDirectory absolute and without symbolic links
 * @param home the caller's home directory, absolute and without symbolic links
 * @param protectedPaths our own directories (state, audit, policy, installation): hidden from every
 *     sandbox and never writable
 * @param strict whether only controls of class {@link io.bailiwick.EnforcementClass#KERNEL} are
 *     accepted
 */
public record PlanRequest(
        CapabilityDeclaration capability,
        Path workingDirectory,
        Path home,
        List<Path> protectedPaths,
        boolean strict) {

    public PlanRequest {
        if (!workingDirectory.isAbsolute() || !home.isAbsolute()) {
            throw new IllegalArgumentException("directories of a plan are absolute");
        }
        protectedPaths = List.copyOf(protectedPaths);
    }
}
