package io.bailiwick.plan;

import io.bailiwick.policy.SandboxTier;
import java.util.Map;

/**
 * What a host offers, as far as planning depends on it.
 *
 * @param root whether the caller is the host's root, so that each sandbox gets a host uid of its
 *     own
 * @param platform Linux on an architecture that we have a binary and a system call table for
 * @param userNamespaces whether the caller may create user namespaces with capabilities in them
 * @param bubblewrap bubblewrap of a version that can switch nested user namespaces off
 * @param overlay overlay mounts within a user namespace
 * @param seccomp filters with user notification
 * @param landlock Landlock; the sandbox is complete without it, so that its absence refuses nothing
 * @param idmappedMounts idmapped mounts; needed by root only
 * @param memoryControl a control group that limits memory
 * @param pidsControl a control group that limits tasks
 * @param cpuControl a control group that limits CPU bandwidth and weight
 * @param cpuAccounting a control group that counts CPU time
 * @param otherTiers what is missing for each tier that is not offered here
 */
public record HostFeatures(
        boolean root,
        Feature platform,
        Feature userNamespaces,
        Feature bubblewrap,
        Feature overlay,
        Feature seccomp,
        Feature landlock,
        Feature idmappedMounts,
        Feature memoryControl,
        Feature pidsControl,
        Feature cpuControl,
        Feature cpuAccounting,
        Map<SandboxTier, String> otherTiers) {

    public HostFeatures {
        otherTiers = Map.copyOf(otherTiers);
    }
}
