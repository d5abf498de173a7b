/**
 * What this program keeps on the host: {@link io.bailiwick.runtime.state.Directories} says where,
 * {@link io.bailiwick.runtime.state.SupervisorDirectory} is one living supervisor's, {@link
 * io.bailiwick.runtime.state.Sweep} removes what the dead left behind.
 */
@NullMarked
package io.bailiwick.runtime.state;

import org.jspecify.annotations.NullMarked;
