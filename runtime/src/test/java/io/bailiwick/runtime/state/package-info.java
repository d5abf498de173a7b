/** Tests of what several supervisors do to the same directories at once. */
@NullMarked
package io.bailiwick.runtime.state;

import org.jspecify.annotations.NullMarked;
