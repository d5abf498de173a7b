import io.bailiwick.CapabilityRefusedException;
import io.bailiwick.ExecResult;
import io.bailiwick.SandboxManager;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.CapabilityParser;
import java.time.Duration;
import java.util.List;

void main() {
    CapabilityDeclaration capability = CapabilityParser.fromFile("my_capability.yaml");
    try (SandboxManager manager = SandboxManager.local()) {
        // The file names a host: refused until there is an egress gateway.
        try {
            manager.createSandbox(capability);
            throw new IllegalStateException("the rules were not refused");
        } catch (CapabilityRefusedException refusal) {
            IO.println("refused: " + refusal.reasons().getFirst().control());
        }

        String id = manager.createSandbox(CapabilityParser.fromFile("my_offline.yaml"));
        ExecResult result =
                manager.execute(
                        id,
                        List.of("python3", "-c", "import platform; print(platform.python_version())"),
                        Duration.ofSeconds(30));
        manager.destroy(id);

        IO.println("exit_code: " + result.exitCode());
        IO.println("stdout   : " + result.stdout().strip());
        IO.println("duration : " + result.durationMs() + " ms");
        IO.println("usage    : " + result.resourceUsage());
    }
}
