/** Tests of the local runtime with real sandboxes. Tests run on one thread. */
@NullMarked
package io.bailiwick.runtime;

import org.jspecify.annotations.NullMarked;
