package io.bailiwick.policy;

import java.util.Optional;

/** What the rules say about an operation on a path. */
public sealed interface Decision {

    /**
     * The operation succeeds as far as the host's own permissions let it.
     *
     * @param rule the rule that allows it
     */
    record Allow(FilesystemRule rule) implements Decision {}

    /**
     * The operation fails.
     *
     * @param rule the rule that denies it; empty when no rule opens the path
     * @param why the reason in words
     */
    record Deny(Optional<FilesystemRule> rule, String why) implements Decision {}

    default boolean allowed() {
        return this instanceof Allow;
    }
}
