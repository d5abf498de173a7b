package io.bailiwick.runtime.doctor;

import io.bailiwick.EnforcementClass;
import io.bailiwick.RefusalReason;
import io.bailiwick.policy.SandboxTier;
import java.util.List;
import java.util.Map;

/**
 * What a host can do.
 *
 * @param surroundings what the host is: system, container, user; in the order to print
 * @param findings what it offers, most important first
 * @param refusals why no sandbox starts; empty when they do
 * @param checks every control; empty when no sandbox starts
 * @param otherTiers what is missing for each tier that is not offered
 */
public record Diagnosis(
        Map<String, String> surroundings,
        List<Finding> findings,
        List<RefusalReason> refusals,
        List<Check> checks,
        Map<SandboxTier, String> otherTiers) {

    public Diagnosis {
        findings = List.copyOf(findings);
        refusals = List.copyOf(refusals);
        checks = List.copyOf(checks);
    }

    /** Whether sandboxes start here and no control failed its probe. */
    public boolean healthy() {
        return refusals.isEmpty() && count("broken") == 0;
    }

    /** How many controls have a class. */
    public long count(EnforcementClass wanted) {
        return checks.stream()
                .filter(check -> check.enforcement().enforcementClass() == wanted)
                .count();
    }

    /** How many probes ended with this {@link Proof#word()}. */
    public long count(String word) {
        return checks.stream().filter(check -> check.proof().word().equals(word)).count();
    }
}
