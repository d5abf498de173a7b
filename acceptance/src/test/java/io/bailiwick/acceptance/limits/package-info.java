/**
 * Limits on what a sandbox uses up, and that nothing is left over. Tests run on one thread unless
 * they say otherwise.
 */
@NullMarked
package io.bailiwick.acceptance.limits;

import org.jspecify.annotations.NullMarked;
