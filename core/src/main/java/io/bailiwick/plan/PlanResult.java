package io.bailiwick.plan;

import io.bailiwick.RefusalReason;
import io.bailiwick.policy.SandboxTier;
import java.util.List;

/** A plan, or why there is none. */
public sealed interface PlanResult {

    /** Everything can be held. */
    record Planned(SandboxPlan plan) implements PlanResult {}

    /** Something cannot be held on this host. */
    record Refused(List<RefusalReason> reasons) implements PlanResult {
        public Refused {
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("a refusal has reasons");
            }
            reasons = List.copyOf(reasons);
        }
    }

    /** The tier is not offered on this host. */
    record Unavailable(SandboxTier tier, String missing) implements PlanResult {}
}
