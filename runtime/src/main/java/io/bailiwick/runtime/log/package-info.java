/** The runtime's own log, for what no caller is told. */
@NullMarked
package io.bailiwick.runtime.log;

import org.jspecify.annotations.NullMarked;
