/**
 * The system calls that Java makes itself, by the foreign function interface: each with its C
 * prototype and the reason why calling it is safe.
 *
 * <p>One downcall handle serves them all, that of {@code long syscall(long, ...)}: linking a handle
 * costs milliseconds, numbers are stable, and no wrapper of a young C library is needed. Numbers
 * and flags are those of 64-bit Linux on x86_64 and aarch64. Every call follows the kernel's own
 * convention: zero or more, or a negated {@link io.bailiwick.linux.ffi.Errno}. A call interrupted
 * by a signal says so; nothing is repeated here.
 *
 * <p>Addresses are plain {@code long}s, so that no call allocates. Whoever passes one answers for
 * the memory behind it: alive during the call, as long as the length says, and for strings ended by
 * a zero byte. {@link io.bailiwick.linux.ffi.ThreadMemory} holds such memory for each thread. A
 * descriptor is an {@code int} that its opener closes exactly once.
 *
 * <p>All classes are thread-safe; callers need {@code --enable-native-access}.
 */
@NullMarked
package io.bailiwick.linux.ffi;

import org.jspecify.annotations.NullMarked;
