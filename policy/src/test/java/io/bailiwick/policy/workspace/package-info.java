/** Tests of the package. */
@NullMarked
package io.bailiwick.policy.workspace;

import org.jspecify.annotations.NullMarked;
