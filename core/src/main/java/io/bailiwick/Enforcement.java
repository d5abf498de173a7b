package io.bailiwick;

import java.time.Duration;

/**
 * How one control of a capability is held on this host.
 *
 * @param control the key in the capability file, such as {@code resource_limits.max_memory_mb}
 * @param mechanism what holds it, such as {@code cgroup v2 memory.max}
 * @param note for {@link EnforcementClass#SAMPLED} the interval and the known evasion, for {@link
 *     EnforcementClass#NONE} what is missing; otherwise it may be empty
 */
public record Enforcement(
        String control, EnforcementClass enforcementClass, String mechanism, String note) {

    public Enforcement {
        if (control.isBlank()) {
            throw new IllegalArgumentException("control must not be blank");
        }
        if (enforcementClass != EnforcementClass.KERNEL && note.isBlank()) {
            throw new IllegalArgumentException(
                    "a control that is " + enforcementClass.word() + " must say why: " + control);
        }
    }

    public static Enforcement kernel(String control, String mechanism) {
        return new Enforcement(control, EnforcementClass.KERNEL, mechanism, "");
    }

    /**
     * Held by looking at intervals.
     *
     * @param interval between two looks
     * @param evasion what gets past them
     */
    public static Enforcement sampled(
            String control, String mechanism, Duration interval, String evasion) {
        return new Enforcement(
                control,
                EnforcementClass.SAMPLED,
                mechanism,
                "every " + interval.toMillis() + " ms; " + evasion);
    }

    /**
     * Not held, which refuses the start.
     *
     * @param missing why nothing holds it
     */
    public static Enforcement none(String control, String missing) {
        return new Enforcement(control, EnforcementClass.NONE, "none", missing);
    }
}
