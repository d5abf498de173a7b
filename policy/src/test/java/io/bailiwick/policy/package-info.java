/** Tests of the package. */
@NullMarked
package io.bailiwick.policy;

import org.jspecify.annotations.NullMarked;
