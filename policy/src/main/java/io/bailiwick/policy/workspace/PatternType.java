package io.bailiwick.policy.workspace;

import java.util.Locale;

/** How the text of a {@link PathPattern} is read. A later constant is the stronger one. */
public enum PatternType {
    /** With wildcards; see {@code docs/workspace-rules.md}. */
    GLOB,
    /** A path, letter by letter, and everything beneath it. */
    DIRECTORY,
    /** A path, letter by letter. */
    FILE;

    /** The word that stands for it in a capability file. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
