/** Tests. */
@NullMarked
package io.bailiwick.files.tar;

import org.jspecify.annotations.NullMarked;
