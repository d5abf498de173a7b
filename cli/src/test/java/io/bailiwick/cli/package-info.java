/** Tests of the package. */
@NullMarked
package io.bailiwick.cli;

import org.jspecify.annotations.NullMarked;
