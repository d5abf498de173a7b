/** Everyday tools at work inside a sandbox. Tests run on one thread unless they say otherwise. */
@NullMarked
package io.bailiwick.acceptance.toolchain;

import org.jspecify.annotations.NullMarked;
