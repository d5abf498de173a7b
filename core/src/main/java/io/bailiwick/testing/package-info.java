/**
 * A manager that runs nothing: for tests of programs that embed sandboxes, on any system, in
 * microseconds.
 *
 * <p>{@link io.bailiwick.testing.FakeSandboxManager} passes the same contract suite as the real
 * ones. Its sandboxes know a little shell, a few programs ({@code cat}, {@code echo}, {@code env},
 * {@code false}, {@code printf}, {@code pwd}, {@code sh}, {@code sleep}, {@code true}) and those
 * that a test gives them as {@link io.bailiwick.testing.FakeProgram}. Time is a {@link
 * io.bailiwick.testing.FakeClock}: to sleep is to move it.
 *
 * <p>Thread-safety: all types are thread-safe except {@link io.bailiwick.testing.FakeProcess},
 * which belongs to its program.
 */
@NullMarked
package io.bailiwick.testing;

import org.jspecify.annotations.NullMarked;
