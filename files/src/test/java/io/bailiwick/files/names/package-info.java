/** Tests. */
@NullMarked
package io.bailiwick.files.names;

import org.jspecify.annotations.NullMarked;
