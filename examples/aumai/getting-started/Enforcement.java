import io.bailiwick.SandboxManager;
import io.bailiwick.policy.CapabilityDeclaration;

void main() {
    try (SandboxManager manager = SandboxManager.local()) {
        String id = manager.createSandbox(CapabilityDeclaration.defaults());
        // There is no warning to silence: what holds each control is part of every result.
        manager.sandbox(id).info().enforcement().stream()
                .filter(entry -> !entry.control().startsWith("resource_limits"))
                .forEach(entry ->
                        IO.println(entry.control() + ": " + entry.enforcementClass().word()));
    }
}
