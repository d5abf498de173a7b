/**
 * Bounded readers of {@code /proc}: one record per file format, and {@link
 * io.bailiwick.linux.proc.ProcSnapshot} for sampling process trees where no cgroup counts them.
 *
 * <p>Parsers take text, so that fixtures test them; {@link io.bailiwick.linux.proc.ProcFile} reads
 * the text with a limit. Malformed or oversized input is an {@link java.io.IOException} that names
 * the file or the line. Records are immutable and thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc.5.html">proc(5)</a>
 */
@NullMarked
package io.bailiwick.linux.proc;

import org.jspecify.annotations.NullMarked;
