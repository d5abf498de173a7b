import io.bailiwick.CapabilityRefusedException;
import io.bailiwick.ExecResult;
import io.bailiwick.SandboxManager;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.FilesystemConfig;
import io.bailiwick.policy.FilesystemMode;
import io.bailiwick.policy.NetworkEgressRule;
import io.bailiwick.policy.ResourceLimits;
import io.bailiwick.policy.SandboxTier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

void main() throws IOException {
    Path scratch = Files.createTempDirectory("agent_scratch");
    CapabilityDeclaration capability =
            CapabilityDeclaration.builder()
                    .sandboxTier(SandboxTier.SECCOMP)
                    .resourceLimits(
                            ResourceLimits.builder()
                                    .maxMemoryMb(256)
                                    .maxCpuSeconds(15.0)
                                    .maxCostUsd(0.10)
                                    .maxTokens(100_000)
                                    .build())
                    .filesystemConfig(
                            FilesystemConfig.builder()
                                    .mode(FilesystemMode.READ_WRITE)
                                    .writablePaths(scratch.toString())
                                    .build())
                    .networkEgressRules(
                            NetworkEgressRule.builder()
                                    .domain("api.openai.com")
                                    .ports(443)
                                    .rateLimitPerMin(30)
                                    .build(),
                            new NetworkEgressRule("*.anthropic.com", List.of(443)))
                    .permissions("read_env")
                    .envAllowlist("PATH", "HOME", "PYTHONPATH")
                    .build();

    try (SandboxManager manager = SandboxManager.local()) {
        // A rule that nothing would hold is refused, until there is an egress gateway.
        try {
            manager.createSandbox(capability);
            throw new IllegalStateException("the rules were not refused");
        } catch (CapabilityRefusedException refusal) {
            IO.println("refused: " + refusal.reasons().getFirst().control());
        }

        String id = manager.createSandbox(capability.toBuilder().networkEgressRules().build());
        ExecResult result =
                manager.execute(
                        id,
                        List.of(
                                "python3",
                                "-c",
                                "import sys; print('python:', sys.version.split()[0])"),
                        Duration.ofSeconds(10));
        IO.println(result.exitCode()); // 0
        IO.println(result.stdout().strip()); // python: 3.11.x
        IO.println(result.durationMs()); // 234.5
        IO.println(result.resourceUsage()); // {cpu_seconds=0.18, peak_memory_mb=22.4, ...}
        manager.destroy(id);
    } finally {
        Files.delete(scratch);
    }
}
