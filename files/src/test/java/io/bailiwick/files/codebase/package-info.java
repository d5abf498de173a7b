/** Tests. */
@NullMarked
package io.bailiwick.files.codebase;

import org.jspecify.annotations.NullMarked;
