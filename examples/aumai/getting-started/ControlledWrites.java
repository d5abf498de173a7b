import io.bailiwick.ExecResult;
import io.bailiwick.SandboxManager;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.FilesystemConfig;
import io.bailiwick.policy.FilesystemMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

void main() throws IOException {
    Path output = Files.createTempDirectory("agent_output");
    try (SandboxManager manager = SandboxManager.local()) {
        CapabilityDeclaration capability =
                CapabilityDeclaration.builder()
                        .filesystemConfig(
                                FilesystemConfig.builder()
                                        .mode(FilesystemMode.READ_WRITE)
                                        .writablePaths(output.toString())
                                        .build())
                        .build();
        String id = manager.createSandbox(capability);
        ExecResult result =
                manager.execute(
                        id, List.of("python3", "agent.py", "--output-dir", output.toString()));
        manager.destroy(id);
        IO.print(result.stdout() + result.stderr());
        IO.print("report: " + Files.readString(output.resolve("report.txt")));
    } finally {
        Files.deleteIfExists(output.resolve("report.txt"));
        Files.delete(output);
    }
}
