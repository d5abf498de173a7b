/**
 * Tells what this host can enforce and proves it: {@link io.bailiwick.runtime.doctor.HostReport}
 * words what the host offers, {@link io.bailiwick.runtime.doctor.Doctor} tries every control in
 * throw-away sandboxes, {@link io.bailiwick.runtime.doctor.Diagnosis} is the result.
 *
 * <p>Records are immutable; the doctor is used by one thread.
 */
@NullMarked
package io.bailiwick.runtime.doctor;

import org.jspecify.annotations.NullMarked;
