package io.bailiwick;

import java.util.Locale;

/** How firmly a control is held. */
public enum EnforcementClass {
    /** By the kernel, or by a gateway outside the sandbox: it cannot be exceeded. */
    KERNEL,
    /** By looking at intervals: it can be exceeded until the next look, or evaded as noted. */
    SAMPLED,
    /** Not at all; refuses the start. */
    NONE;

    /** The constant's name in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
