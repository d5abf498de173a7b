/**
 * What is left out of an upload: {@link io.bailiwick.files.ignore.IgnoreStack} answers with the
 * rule that decides, as git does (gitignore(5)). Pure: it is given the content of the files.
 */
@NullMarked
package io.bailiwick.files.ignore;

import org.jspecify.annotations.NullMarked;
