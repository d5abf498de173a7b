/** Tests that the measuring is right and that everything measured works; none judges a time. */
@NullMarked
package io.bailiwick.bench;

import org.jspecify.annotations.NullMarked;
