package io.bailiwick.policy;

import java.util.List;

/** The names that {@code permissions} may hold. */
public final class Permissions {
    /** The agent inherits the caller's environment, filtered by {@link EnvironmentFilter}. */
    public static final String READ_ENV = "read_env";

    /** The agent's process may create other processes. */
    public static final String SPAWN_SUBPROCESS = "spawn_subprocess";

    /** Every permission that there is. */
    public static final List<String> ALL = List.of(READ_ENV, SPAWN_SUBPROCESS);

    private Permissions() {}
}
