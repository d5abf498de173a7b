/**
 * The frames that the native binary speaks; {@code wire.h} is their definition. Not thread-safe.
 */
@NullMarked
package io.bailiwick.runtime.wire;

import org.jspecify.annotations.NullMarked;
