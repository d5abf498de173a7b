/** The composition of the artifact that other programs embed. Thread-safe. */
@NullMarked
package io.bailiwick.embed;

import org.jspecify.annotations.NullMarked;
