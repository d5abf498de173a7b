/**
 * System-call filters: the policy as data ({@code syscalls.tsv}), its assembler and its check.
 *
 * <p>{@link io.bailiwick.linux.seccomp.AgentProfile} turns the policy into {@link
 * io.bailiwick.linux.seccomp.SeccompProgram}s for {@code seccomp(2)}; {@link
 * io.bailiwick.linux.seccomp.BpfSimulator} answers what a program says to a call, with the kernel's
 * own checks. Everything public is immutable and thread-safe.
 *
 * @see <a href="https://docs.kernel.org/userspace-api/seccomp_filter.html">Seccomp BPF</a>
 */
@NullMarked
package io.bailiwick.linux.seccomp;

import org.jspecify.annotations.NullMarked;
