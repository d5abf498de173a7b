package io.bailiwick.runtime.doctor;

import io.bailiwick.plan.Feature;

/**
 * One thing that the host offers or lacks.
 *
 * @param name for people, such as {@code user namespaces}
 * @param needed whether no sandbox can start without it
 * @param effect what becomes of sandboxes without it
 */
public record Finding(String name, boolean needed, Feature feature, String effect) {

    /** Whether this alone keeps every sandbox from starting. */
    public boolean refuses() {
        return needed && !feature.available();
    }
}
