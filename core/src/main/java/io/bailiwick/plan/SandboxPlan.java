package io.bailiwick.plan;

import io.bailiwick.Enforcement;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.FilesystemRules;
import java.nio.file.Path;
import java.util.List;

/**
 * What will be done on this host for a capability.
 *
 * @param files where everything in the sandbox's root comes from
 * @param rootWritable whether the top of the root takes private writes
 * @param spawnAllowed whether the agent's process may create others
 * @param hiddenHostPaths our own directories, hidden wherever they would show
 * @param enforcement one entry for each control of the capability
 */
public record SandboxPlan(
        CapabilityDeclaration capability,
        Path workingDirectory,
        Path home,
        FilesystemRules files,
        boolean rootWritable,
        boolean spawnAllowed,
        LimitPlan limits,
        List<Path> hiddenHostPaths,
        List<Enforcement> enforcement) {

    public SandboxPlan {
        hiddenHostPaths = List.copyOf(hiddenHostPaths);
        enforcement = List.copyOf(enforcement);
    }
}
