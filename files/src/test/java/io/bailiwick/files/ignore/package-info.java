/** Tests. */
@NullMarked
package io.bailiwick.files.ignore;

import org.jspecify.annotations.NullMarked;
