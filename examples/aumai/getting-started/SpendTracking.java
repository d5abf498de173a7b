import io.bailiwick.policy.LimitCheck;
import io.bailiwick.policy.ResourceLimits;
import io.bailiwick.policy.ResourceMonitor;

void main() {
    ResourceLimits limits = ResourceLimits.builder().maxTokens(10_000).maxCostUsd(0.10).build();
    ResourceMonitor monitor = new ResourceMonitor(limits);
    monitor.start();

    // After each LLM call in your agent code:
    monitor.recordTokens(750);
    monitor.recordCost(0.0075);

    LimitCheck check = monitor.checkLimits();
    if (!check.ok()) {
        IO.println("Limit breached: " + check.reason().orElseThrow());
    }

    monitor.stop();
    IO.println("Usage: " + monitor.snapshot().toMap());
}
