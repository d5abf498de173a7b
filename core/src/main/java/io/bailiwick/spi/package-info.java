/**
 * What implementations provide: {@link io.bailiwick.spi.LocalRuntime} is the door to sandboxes on
 * this machine. Thread-safe.
 */
@NullMarked
package io.bailiwick.spi;

import org.jspecify.annotations.NullMarked;
