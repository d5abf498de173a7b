package com.example;

import io.bailiwick.ExecResult;
import io.bailiwick.SandboxManager;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.ResourceLimits;
import java.util.List;

/** Five seconds of processor time for a program that needs a few hundredths. */
public final class Sample {

    private Sample() {}

    /** Prints the program's exit code and output. */
    public static void main(String[] args) {
        try (SandboxManager manager = SandboxManager.local()) {
            String id =
                    manager.createSandbox(
                            CapabilityDeclaration.builder()
                                    .resourceLimits(
                                            ResourceLimits.builder().maxCpuSeconds(5.0).build())
                                    .build());
            ExecResult result =
                    manager.execute(id, List.of("python3", "-c", "print('hello from sandbox')"));
            manager.destroy(id);
            System.out.println(result.exitCode()); // 0
            System.out.println(result.stdout().strip()); // hello from sandbox
        }
    }
}
