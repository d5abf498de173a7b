/** Tests of the package of the same name. */
@NullMarked
package io.bailiwick.linux.seccomp;

import org.jspecify.annotations.NullMarked;
