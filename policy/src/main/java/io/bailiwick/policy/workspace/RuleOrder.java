package io.bailiwick.policy.workspace;

import java.util.Comparator;

/**
 * Which of two rules that match the same path decides: priority, type, specificity, and only then
 * the stricter level. The deeper of two directories is the more specific one. The text comes last,
 * so that the answer does not depend on the order in which rules are written.
 */
final class RuleOrder {
    /** The strongest first. */
    static final Comparator<PermissionRule> STRONGEST_FIRST =
            Comparator.comparingInt(PermissionRule::priority)
                    .thenComparing(rule -> rule.pattern().type())
                    .thenComparingInt(rule -> rule.pattern().specificity())
                    .thenComparingInt(rule -> rule.pattern().depth())
                    .reversed()
                    .thenComparing(PermissionRule::permission)
                    .thenComparing(rule -> rule.pattern().text());

    private RuleOrder() {}

    /** Why a rule loses against another one that comes before it, in words. */
    static String whyLost(PermissionRule lost, PermissionRule won) {
        PathPattern weaker = lost.pattern();
        PathPattern stronger = won.pattern();
        if (lost.priority() != won.priority()) {
            return "its priority " + lost.priority() + " is lower than " + won.priority();
        }
        if (weaker.type() != stronger.type()) {
            return "a " + weaker.type() + " rule yields to a " + stronger.type() + " rule";
        }
        if (weaker.specificity() != stronger.specificity()) {
            return "it is less specific, with "
                    + weaker.specificity()
                    + " against "
                    + stronger.specificity();
        }
        if (weaker.depth() != stronger.depth()) {
            return "the other directory lies deeper";
        }
        if (lost.permission() != won.permission()) {
            return "it is as strong, and " + won.permission() + " is the stricter one";
        }
        return "it is as strong, and says the same";
    }
}
