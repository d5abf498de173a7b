import io.bailiwick.ExecResult;
import io.bailiwick.SandboxManager;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.ResourceLimits;
import java.util.List;

void main() {
    try (SandboxManager manager = SandboxManager.local()) {
        CapabilityDeclaration capability =
                CapabilityDeclaration.builder()
                        .resourceLimits(
                                ResourceLimits.builder().maxCpuSeconds(5.0).maxMemoryMb(128).build())
                        // network_egress_rules defaults to [] — deny all outbound
                        // filesystem_config defaults to mode read_only
                        // permissions defaults to [] — no variables, no processes
                        .build();
        String id = manager.createSandbox(capability);
        ExecResult result =
                manager.execute(id, List.of("python3", "process_data.py", "--input", "data.json"));
        manager.destroy(id);
        IO.print(result.stdout() + result.stderr());
    }
}
