/** Tests of the API's own types. Thread-safety: tests run on one thread. */
@NullMarked
package io.bailiwick;

import org.jspecify.annotations.NullMarked;
