/** Tests of the package. */
@NullMarked
package io.bailiwick.policy.paths;

import org.jspecify.annotations.NullMarked;
