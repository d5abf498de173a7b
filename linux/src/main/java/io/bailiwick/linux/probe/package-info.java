/**
 * Facts about the host, as found: {@link io.bailiwick.linux.probe.HostProbe} reads them, {@link
 * io.bailiwick.linux.probe.HostFacts} holds them. Nothing is judged here; planning and the doctor
 * do that.
 *
 * <p>Records are immutable and thread-safe.
 */
@NullMarked
package io.bailiwick.linux.probe;

import org.jspecify.annotations.NullMarked;
