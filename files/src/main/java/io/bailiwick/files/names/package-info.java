/**
 * Names of any bytes: {@link io.bailiwick.files.names.ByteName} holds the bytes of a path as a
 * string of one character each, which compares, splits and stores without a character set.
 */
@NullMarked
package io.bailiwick.files.names;

import org.jspecify.annotations.NullMarked;
