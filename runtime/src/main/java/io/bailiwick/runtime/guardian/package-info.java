/**
 * The supervisor's side of the guardian: {@link io.bailiwick.runtime.guardian.Guardian} starts it
 * and asks it to launch and to kill. Thread-safe.
 */
@NullMarked
package io.bailiwick.runtime.guardian;

import org.jspecify.annotations.NullMarked;
