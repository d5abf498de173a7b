package io.bailiwick.runtime.doctor;

import java.io.IOException;

/**
 * Tries to do what a control forbids.
 *
 * @param control the control's name in {@link io.bailiwick.Enforcement#control()}
 */
record Probe(String control, Attempt attempt) {

    /** The attempt itself. */
    @FunctionalInterface
    interface Attempt {
        Proof run(ProbeBench bench) throws IOException;
    }
}
