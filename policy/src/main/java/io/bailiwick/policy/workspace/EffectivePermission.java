package io.bailiwick.policy.workspace;

import java.util.Locale;

/** What an agent finds at a path, once what lies beneath it is taken into account. */
public enum EffectivePermission {
    /** Nothing: every answer is that of a name that does not exist. */
    HIDDEN,
    /** A directory that can be entered and examined and that lists only what is visible in it. */
    TRAVERSE_ONLY,
    /** See {@link Permission#VIEW}. */
    VIEW,
    /** See {@link Permission#READ}. */
    READ,
    /** See {@link Permission#WRITE}. */
    WRITE;

    /** Whether the agent finds anything. */
    public boolean exists() {
        return this != HIDDEN;
    }

    static EffectivePermission of(Permission permission) {
        return switch (permission) {
            case NONE -> HIDDEN;
            case VIEW -> VIEW;
            case READ -> READ;
            case WRITE -> WRITE;
        };
    }

    /** In words: {@code hidden}, {@code traverse only}, {@code view}, … */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
