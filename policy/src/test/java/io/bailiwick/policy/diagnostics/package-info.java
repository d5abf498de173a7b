/** Tests of the package. */
@NullMarked
package io.bailiwick.policy.diagnostics;

import org.jspecify.annotations.NullMarked;
