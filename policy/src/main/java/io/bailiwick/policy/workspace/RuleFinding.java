package io.bailiwick.policy.workspace;

import io.bailiwick.policy.diagnostics.Problem;
import java.util.Optional;

/**
 * A rule that does not have the effect that it was probably written for.
 *
 * @param index the place of the rule in the list that was checked, from 0
 * @param rule the rule
 * @param kind what is wrong with it
 * @param by the stronger rule that leaves it nothing, when a single one does
 * @param message in words, complete in itself
 * @param help what to do about it
 */
public record RuleFinding(
        int index,
        PermissionRule rule,
        Kind kind,
        Optional<PermissionRule> by,
        String message,
        String help) {

    /** What is wrong with a rule. */
    public enum Kind {
        /** No file can have such a path. */
        NEVER_MATCHES,
        /** Stronger rules match every path that it matches. */
        NEVER_DECIDES,
        /** It is a path, letter by letter, and looks like a glob. */
        WILDCARD_IN_PATH,
        /** The search for a path that it decides was given up. */
        NOT_DECIDED
    }

    /**
     * The finding as a warning.
     *
     * @param list the dotted path of the list of rules, such as {@code workspace.rules}
     */
    public Problem problem(String list) {
        return Problem.warning(list + "." + index, message, Optional.of(help));
    }
}
