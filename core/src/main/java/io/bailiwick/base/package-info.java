/**
 * Parts that every implementation of the API needs and none should write again: {@link
 * io.bailiwick.base.OutputCapture} keeps, counts and delivers output, {@link
 * io.bailiwick.base.BorrowedSandbox} is the handle that {@link io.bailiwick.SandboxManager#sandbox}
 * answers. For implementations, not for embedders.
 *
 * <p>Thread-safety: all types are thread-safe.
 */
@NullMarked
package io.bailiwick.base;

import org.jspecify.annotations.NullMarked;
