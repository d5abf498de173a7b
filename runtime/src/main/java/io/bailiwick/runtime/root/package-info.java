/**
 * From rules to mounts: {@link io.bailiwick.runtime.root.RootComposer} looks at the host and lists
 * what the launcher has to do; {@link io.bailiwick.runtime.root.LaunchProgram} is that list on the
 * wire. Not thread-safe; one composer a sandbox.
 */
@NullMarked
package io.bailiwick.runtime.root;

import org.jspecify.annotations.NullMarked;
