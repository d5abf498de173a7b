package io.bailiwick;

import java.util.Locale;

/** Where a sandbox is in its life. */
public enum SandboxStatus {
    /** Planned and accepted, nothing runs yet; {@link Sandbox#start()} comes next. */
    CREATED,
    /** Alive: commands can run. */
    RUNNING,
    /** Nothing runs; {@link Sandbox#start()} makes it run again. */
    STOPPED,
    /** The sandbox ended by itself or could not be started; it can only be destroyed. */
    FAILED,
    /** Gone. */
    DESTROYED;

    /** The constant's name in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
