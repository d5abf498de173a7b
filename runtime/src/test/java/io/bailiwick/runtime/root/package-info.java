@NullMarked
package io.bailiwick.runtime.root;

import org.jspecify.annotations.NullMarked;
