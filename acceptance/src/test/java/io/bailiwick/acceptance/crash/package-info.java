/**
 * Violent ends: of supervisors, guardians and of what runs inside. Tests run on one thread unless
 * they say otherwise.
 */
@NullMarked
package io.bailiwick.acceptance.crash;

import org.jspecify.annotations.NullMarked;
