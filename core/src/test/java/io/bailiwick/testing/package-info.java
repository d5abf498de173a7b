/**
 * {@link io.bailiwick.testing.SandboxContract} is the behaviour that every implementation of the
 * API has; modules extend it from this module's test jar. Thread-safety: tests run on one thread.
 */
@NullMarked
package io.bailiwick.testing;

import org.jspecify.annotations.NullMarked;
