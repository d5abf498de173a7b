/**
 * The kernel's FUSE protocol, spoken directly: no libfuse, no native code.
 *
 * <p>Three things are kept apart. The <em>codec</em> ({@code Dispatcher}, {@code Request} and the
 * replies) turns a frame in memory into a call and its result into a frame; it knows no descriptor.
 * A <em>transport</em> ({@code DeviceTransport}: threads that read {@code /dev/fuse}) brings frames
 * to dispatchers. A {@link io.bailiwick.linux.fuse.FileSystem} says what the calls mean; {@link
 * io.bailiwick.linux.fuse.PassthroughFileSystem} gives one directory of the host as it is. {@link
 * io.bailiwick.linux.fuse.FuseConnection} joins them to a mount.
 *
 * <p><b>The process that serves must never touch its own mount</b>: not by a path, not by its
 * working directory, not with a log, a class path or a heap dump beneath it. A worker that waits
 * for an answer which only a worker can give waits for ever.
 *
 * <p>A dispatcher and its replies belong to one thread and are used again for each request, so that
 * OPEN, GETATTR, READ and RELEASE allocate nothing. Names are strings of Latin-1: one char for each
 * byte, whatever the byte.
 *
 * @see <a
 *     href="https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/tree/include/uapi/linux/fuse.h">
 *     linux/fuse.h, protocol 7.45</a>
 */
@NullMarked
package io.bailiwick.linux.fuse;

import org.jspecify.annotations.NullMarked;
