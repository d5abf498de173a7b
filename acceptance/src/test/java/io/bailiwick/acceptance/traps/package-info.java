/**
 * Constructions that look right and are not. Where a test says "naive", it builds a sandbox the
 * obvious way with bubblewrap alone and shows that what ours withstands succeeds there: the host
 * could fail the test. Tests run on one thread unless they say otherwise.
 */
@NullMarked
package io.bailiwick.acceptance.traps;

import org.jspecify.annotations.NullMarked;
