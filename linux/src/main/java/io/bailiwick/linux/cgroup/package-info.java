/**
 * Control groups: which controllers this process may use and where ({@link
 * io.bailiwick.linux.cgroup.CgroupHost}), and groups made there ({@link
 * io.bailiwick.linux.cgroup.CgroupManager}, {@link io.bailiwick.linux.cgroup.CgroupGroup}).
 *
 * <p>Version 2, version 1, and the hybrid of both are one thing to callers: a group is one
 * directory in each hierarchy that it needs. Values are immutable; managers and groups may be used
 * from several threads, their state is the kernel's.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/">Control Groups version 1</a>
 */
@NullMarked
package io.bailiwick.linux.cgroup;

import org.jspecify.annotations.NullMarked;
