/** Directories that hold what nobody else may see. Thread-safe. */
@NullMarked
package io.bailiwick.linux.directory;

import org.jspecify.annotations.NullMarked;
