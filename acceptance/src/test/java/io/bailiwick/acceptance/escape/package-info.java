/**
 * The escape suite: one static program tries each attack of the catalogue in its benign form, first
 * where it must work, then inside a sandbox, where it must not.
 *
 * <p>{@link io.bailiwick.acceptance.escape.Probe} is the program, {@link
 * io.bailiwick.acceptance.escape.Canaries} what it may not reach, {@link
 * io.bailiwick.acceptance.escape.Confinement} a place to run it in, {@link
 * io.bailiwick.acceptance.escape.Expectations} what is known beforehand. The property {@code
 * bailiwick.escape.prefix} adds a column for any other command prefix. Not thread-safe: tests here
 * run one after the other.
 */
@NullMarked
package io.bailiwick.acceptance.escape;

import org.jspecify.annotations.NullMarked;
