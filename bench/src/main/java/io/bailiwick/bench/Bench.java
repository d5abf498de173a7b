package io.bailiwick.bench;

import io.bailiwick.SandboxSpec;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.ResourceLimits;
import java.nio.file.Path;

/**
 * What the suites share.
 *
 * @param directory a folder of this run alone; the sandboxes' working directory
 */
record Bench(Options options, Report report, Tools tools, Path directory) {

    /** The capability that {@code run} uses when none is declared. */
    SandboxSpec spec() {
        return spec(CapabilityDeclaration.safeDefault());
    }

    /** The same with room for the CPU time of all measured commands together. */
    SandboxSpec roomySpec() {
        return spec(
                CapabilityDeclaration.safeDefault().toBuilder()
                        .resourceLimits(ResourceLimits.builder().maxCpuSeconds(36_000).build())
                        .build());
    }

    private SandboxSpec spec(CapabilityDeclaration capability) {
        return SandboxSpec.builder().capability(capability).workingDirectory(directory).build();
    }
}
