import io.bailiwick.policy.LimitCheck;
import io.bailiwick.policy.ResourceLimits;
import io.bailiwick.policy.ResourceMonitor;

void main() {
    ResourceLimits limits = ResourceLimits.builder().maxTokens(1000).maxCostUsd(0.01).build();
    ResourceMonitor monitor = new ResourceMonitor(limits);
    monitor.start();

    monitor.recordTokens(350);
    monitor.recordCost(0.0035);

    LimitCheck check = monitor.checkLimits();
    IO.println(check.ok() + " " + check.reason().orElse("none")); // true none

    monitor.recordTokens(800); // now over 1000 total
    check = monitor.checkLimits();
    IO.println(check.ok() + " " + check.reason().orElse("none"));
    // false Token limit exceeded: 1150 tokens used, limit is 1000

    monitor.stop();
    IO.println(monitor.snapshot().toMap());
    // {cpu_seconds=..., peak_memory_mb=0.0, tokens_used=1150, cost_usd=0.0035, ...}
}
