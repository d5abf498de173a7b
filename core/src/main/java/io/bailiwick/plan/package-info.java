/**
 * Planning: from a capability and what a host offers to a plan or a refusal, without touching
 * either. {@link io.bailiwick.plan.Planner} is the one function; {@code doctor} and {@code run} ask
 * it the same question. Everything here is an immutable value, safe for concurrent use.
 */
@NullMarked
package io.bailiwick.plan;

import org.jspecify.annotations.NullMarked;
