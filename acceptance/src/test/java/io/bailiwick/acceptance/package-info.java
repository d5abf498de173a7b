/**
 * What holds for the whole: the arrows between the modules, and later the samples, against the
 * packaged distribution. {@link io.bailiwick.acceptance.ArchitectureTest} reads compiled classes
 * only.
 */
@NullMarked
package io.bailiwick.acceptance;

import org.jspecify.annotations.NullMarked;
