import io.bailiwick.ExecResult;
import io.bailiwick.SandboxManager;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.ResourceLimits;
import java.util.List;

void main() {
    try (SandboxManager manager = SandboxManager.local()) {
        String id =
                manager.createSandbox(
                        CapabilityDeclaration.builder()
                                .resourceLimits(ResourceLimits.builder().maxCpuSeconds(5.0).build())
                                .build());
        ExecResult result =
                manager.execute(id, List.of("python3", "-c", "print('hello from sandbox')"));
        manager.destroy(id);

        IO.println(result.exitCode()); // 0
        IO.println(result.stdout().strip()); // hello from sandbox
        IO.println(result.resourceUsage()); // {cpu_seconds=..., peak_memory_mb=..., ...}
    }
}
