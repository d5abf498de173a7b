package io.bailiwick.policy.workspace;

import java.util.List;
import java.util.Optional;

/**
 * Why the agent may do with a path what it may.
 *
 * @param path the path, clean
 * @param effective what the agent finds there, if it is a directory; a file that would be {@link
 *     EffectivePermission#TRAVERSE_ONLY} is hidden
 * @param rule the rule that decides; empty when none matches
 * @param lost the other rules that match, strongest first
 */
public record RuleExplanation(
        String path,
        EffectivePermission effective,
        Optional<PermissionRule> rule,
        List<Lost> lost) {

    /**
     * A rule that matches and does not decide.
     *
     * @param why in words, complete in itself after the rule's own description
     */
    public record Lost(PermissionRule rule, String why) {}

    public RuleExplanation {
        lost = List.copyOf(lost);
    }

    static RuleExplanation of(
            String path, EffectivePermission effective, List<PermissionRule> matching) {
        if (matching.isEmpty()) {
            return new RuleExplanation(path, effective, Optional.empty(), List.of());
        }
        PermissionRule won = matching.getFirst();
        List<Lost> lost =
                matching.stream()
                        .skip(1)
                        .map(rule -> new Lost(rule, RuleOrder.whyLost(rule, won)))
                        .toList();
        return new RuleExplanation(path, effective, Optional.of(won), lost);
    }

    /** The explanation as lines of text, without a newline at the end. */
    public String text() {
        StringBuilder out = new StringBuilder(path).append(": ").append(effective).append('\n');
        out.append(
                rule.map(won -> "  decided by " + won.describe())
                        .orElse("  no rule matches it, so it does not exist"));
        if (effective == EffectivePermission.TRAVERSE_ONLY) {
            out.append("\n  a directory there can be entered, and lists what is visible in it");
        }
        for (Lost loser : lost) {
            out.append("\n  not by ")
                    .append(loser.rule().describe())
                    .append(": ")
                    .append(loser.why());
        }
        return out.toString();
    }
}
