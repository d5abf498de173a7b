import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.CapabilityParser;

void main() {
    // From a file
    CapabilityDeclaration fromFile = CapabilityParser.fromFile("capability.yaml");
    IO.println(fromFile.sandboxTier() + " " + fromFile.resourceLimits().maxMemoryMb());

    // From an inline string
    CapabilityDeclaration fromString =
            CapabilityParser.fromString(
                    """
                    sandbox_tier: gvisor
                    resource_limits:
                      max_memory_mb: 512
                      max_cpu_seconds: 30.0
                    """);
    IO.println(fromString.sandboxTier() + " " + fromString.resourceLimits().maxMemoryMb());
}
