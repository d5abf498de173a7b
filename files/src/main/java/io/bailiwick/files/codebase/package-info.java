/**
 * Codebases: named series of immutable tree versions. {@link
 * io.bailiwick.files.codebase.CodebaseStore} keeps them in a private directory, for any number of
 * threads and processes at once.
 *
 * <p>A version is a real directory tree, fit to be the lower layer of an overlay. A file that is
 * the same as in the version before, in content, mode and time, is the same file (a hard link), so
 * that a new version costs what changed. A version appears at once and whole, or not at all.
 */
@NullMarked
package io.bailiwick.files.codebase;

import org.jspecify.annotations.NullMarked;
