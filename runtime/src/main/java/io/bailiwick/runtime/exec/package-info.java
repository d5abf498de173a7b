/**
 * The supervisor's side of init's protocol: {@link io.bailiwick.runtime.exec.InitLoop} serves all
 * channels with one thread, {@link io.bailiwick.runtime.exec.InitChannel} is one sandbox's, {@link
 * io.bailiwick.runtime.exec.ExecutionStream} one output stream.
 *
 * <p>Channels are non-blocking on purpose: a blocking channel is closed by an interrupt of whatever
 * thread happens to write to it, and closing init's channel ends the sandbox.
 */
@NullMarked
package io.bailiwick.runtime.exec;

import org.jspecify.annotations.NullMarked;
