/** Tests of the guardian's own life. */
@NullMarked
package io.bailiwick.runtime.guardian;

import org.jspecify.annotations.NullMarked;
