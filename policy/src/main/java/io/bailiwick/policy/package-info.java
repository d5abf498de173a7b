/**
 * What an agent may do, as values.
 *
 * <p>A capability file becomes a {@link io.bailiwick.policy.CapabilityDeclaration} through {@link
 * io.bailiwick.policy.CapabilityParser}. From it {@link io.bailiwick.policy.FilesystemRules},
 * {@link io.bailiwick.policy.EgressFilter} and {@link io.bailiwick.policy.EnvironmentFilter} derive
 * the rules that are enforced, and {@link io.bailiwick.policy.Explain} and {@link
 * io.bailiwick.policy.Lint} answer questions from those same rules.
 *
 * <p>Everything here is pure: nothing looks at the host beyond its arguments, except that {@link
 * io.bailiwick.policy.CapabilityParser#fromFile} reads the file it was given. All types are
 * immutable and safe for concurrent use; {@link io.bailiwick.policy.ResourceMonitor} is mutable and
 * guards its counters itself.
 */
@NullMarked
package io.bailiwick.policy;

import org.jspecify.annotations.NullMarked;
