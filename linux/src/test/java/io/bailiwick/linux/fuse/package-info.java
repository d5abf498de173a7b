/** Tests of the FUSE server: frames without a kernel, and mounts that other processes use. */
@NullMarked
package io.bailiwick.linux.fuse;

import org.jspecify.annotations.NullMarked;
