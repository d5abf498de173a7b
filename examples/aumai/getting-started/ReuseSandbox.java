import io.bailiwick.ExecResult;
import io.bailiwick.SandboxManager;
import io.bailiwick.policy.CapabilityDeclaration;
import java.time.Duration;
import java.util.List;

void main() {
    try (SandboxManager manager = SandboxManager.local()) {
        String id = manager.createSandbox(CapabilityDeclaration.defaults());

        List<List<String>> commands =
                List.of(
                        List.of("python3", "-c", "print('step 1')"),
                        List.of("python3", "-c", "print('step 2')"),
                        List.of("python3", "-c", "print('step 3')"));

        IO.println(manager.status(id)); // created
        for (List<String> command : commands) {
            ExecResult result = manager.execute(id, command, Duration.ofSeconds(10));
            IO.println("stdout: " + result.stdout().strip() + ", exit: " + result.exitCode());
        }
        IO.println(manager.status(id)); // stopped

        manager.destroy(id);
    }
}
