/** Tests of the parts that implementations share. Thread-safety: as each test says. */
@NullMarked
package io.bailiwick.base;

import org.jspecify.annotations.NullMarked;
