/**
 * What this host offers: {@link io.bailiwick.runtime.host.HostSurvey} turns facts of the kernel and
 * the distribution into the features that planning works with. Thread-safe.
 */
@NullMarked
package io.bailiwick.runtime.host;

import org.jspecify.annotations.NullMarked;
