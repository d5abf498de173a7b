/**
 * The API that every embedder sees: a {@link io.bailiwick.SandboxManager} makes {@link
 * io.bailiwick.Sandbox sandboxes} from a {@link io.bailiwick.SandboxSpec}; a sandbox runs {@link
 * io.bailiwick.ExecRequest requests} as {@link io.bailiwick.Execution executions}, each of which
 * ends in one {@link io.bailiwick.ExecResult} with one {@link io.bailiwick.Outcome}. What goes
 * wrong is a {@link io.bailiwick.SandboxException} with an {@link io.bailiwick.ErrorCode}; what
 * happens is a {@link io.bailiwick.SandboxEvent}.
 *
 * <p>The same interfaces are implemented locally, remotely and by the fake of {@code
 * io.bailiwick.testing}; the contract suite {@code SandboxContract} of this module's test jar holds
 * all of them to the same behaviour. Conveniences are {@code default} methods, so that they cannot
 * differ between implementations.
 *
 * <p>Thread-safety: records, enums and exceptions are immutable; builders belong to one thread;
 * managers, sandboxes and executions may be used from any number of threads at once.
 */
@NullMarked
package io.bailiwick;

import org.jspecify.annotations.NullMarked;
