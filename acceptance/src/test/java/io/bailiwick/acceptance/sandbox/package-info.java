/**
 * Sandboxes as programs in them and their host see them: files, processes, life. Tests run on one
 * thread unless they say otherwise.
 */
@NullMarked
package io.bailiwick.acceptance.sandbox;

import org.jspecify.annotations.NullMarked;
