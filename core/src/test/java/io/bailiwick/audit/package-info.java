/** Tests of the audit's files. Thread-safety: tests run on one thread unless they say otherwise. */
@NullMarked
package io.bailiwick.audit;

import org.jspecify.annotations.NullMarked;
