/**
 * What is wrong with a text, said so that a person can mend it: {@link
 * io.bailiwick.policy.diagnostics.Problem} with its place, {@link
 * io.bailiwick.policy.diagnostics.ProblemRenderer} for the form of a compiler, {@link
 * io.bailiwick.policy.diagnostics.Suggestions} for the word that was probably meant. Stateless.
 */
@NullMarked
package io.bailiwick.policy.diagnostics;

import org.jspecify.annotations.NullMarked;
