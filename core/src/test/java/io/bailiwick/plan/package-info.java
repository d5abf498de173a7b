/** Planning against hosts that this machine is not. */
@NullMarked
package io.bailiwick.plan;

import org.jspecify.annotations.NullMarked;
