/**
 * Archives in the tar format (pax interchange format of POSIX.1-2008, with GNU's long names and
 * numbers). {@link io.bailiwick.files.tar.TarReader} hands out entries as the archive states them
 * and refuses what two readers could understand differently; it never touches a file. {@link
 * io.bailiwick.files.tar.TarWriter} writes what every tar reads.
 */
@NullMarked
package io.bailiwick.files.tar;

import org.jspecify.annotations.NullMarked;
