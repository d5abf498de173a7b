/**
 * Paths as texts: normalising them without looking at links ({@link
 * io.bailiwick.policy.paths.LexicalPath}), patterns over them ({@link
 * io.bailiwick.policy.paths.Glob}), and two tables: the host trees that a sandbox needs to run
 * anything ({@link io.bailiwick.policy.paths.SystemTrees}) and the names that hold credentials
 * ({@link io.bailiwick.policy.paths.HiddenNames}). Stateless or immutable.
 */
@NullMarked
package io.bailiwick.policy.paths;

import org.jspecify.annotations.NullMarked;
