/**
 * Sandboxes on this machine: {@link io.bailiwick.runtime.LocalSandboxManager} carries plans out.
 *
 * <p>Sub-packages: {@code wire} (frames), {@code guardian} (the native helper), {@code exec}
 * (init's protocol), {@code root} (from rules to mounts), {@code host} (what this machine offers),
 * {@code limits} (control groups and sampling), {@code state} (run directory and state directory).
 */
@NullMarked
package io.bailiwick.runtime;

import org.jspecify.annotations.NullMarked;
