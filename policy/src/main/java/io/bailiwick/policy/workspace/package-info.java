/**
 * What an agent may do with each path of a workspace.
 *
 * <p>A {@link io.bailiwick.policy.workspace.PermissionRule} gives what its {@link
 * io.bailiwick.policy.workspace.PathPattern} matches a {@link
 * io.bailiwick.policy.workspace.Permission}. {@link io.bailiwick.policy.workspace.CompiledRules}
 * answers for a list of them, {@link io.bailiwick.policy.workspace.RuleLint} finds rules without
 * effect, and {@link io.bailiwick.policy.workspace.Presets} holds lists that have a name. The
 * language of the patterns, the order of the rules and what each level allows are defined in {@code
 * docs/workspace-rules.md}.
 *
 * <p>How it works. A pattern is a list of segments, some of them {@code **}. The positions between
 * the segments of all rules are the states of a nondeterministic automaton that reads one name per
 * step; a {@link io.bailiwick.policy.workspace.RuleState} is a set of positions, and belongs in the
 * node of a directory. A name is read only for what the patterns can tell apart: a hash finds
 * whether it is one that is written out in a pattern, and a second automaton, over characters,
 * finds all segments with wildcards that it matches at once. So a step costs a few table look-ups,
 * and the tables grow with the rules and not with the names that an agent makes up. Both automata
 * are made deterministic while they are used, up to a bound; beyond it each step is worked out
 * again, with the same result.
 *
 * <p>Positions of rules that are weaker than one that matches everything beneath are dropped, so
 * that a directory in which nothing can change any more has a state that leads to itself. Questions
 * about all that lies beneath a directory ({@code canBeVisibleBeneath}, {@code uniformBeneath},
 * {@code mayRaise}) and lint search the states that can be reached, with one name for each class of
 * names that the patterns can tell apart. The search is exact, and bounded: where the bound is met
 * the answer is the one that each method names.
 *
 * <p>All types are immutable to their users and safe for concurrent use.
 */
@NullMarked
package io.bailiwick.policy.workspace;

import org.jspecify.annotations.NullMarked;
