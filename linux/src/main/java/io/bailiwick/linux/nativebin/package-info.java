/**
 * The one native binary as a resource: {@link io.bailiwick.linux.nativebin.NativeBinary} writes it
 * where it can be executed. Thread-safe.
 */
@NullMarked
package io.bailiwick.linux.nativebin;

import org.jspecify.annotations.NullMarked;
