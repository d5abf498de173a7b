package io.bailiwick.linux.probe;

import io.bailiwick.linux.proc.MountInfo.Propagation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a host is, as its own files say; empty where the host has no such file.
 *
 * @param architecture as the JVM names it, e.g. {@code amd64}
 * @param uid our effective user id
 * @param securityModules active Linux security modules in order; empty if securityfs is not mounted
 * @param seccompActions what filters may return, e.g. {@code user_notif}; empty without seccomp
 *     filters
 * @param overlayfs whether the kernel has overlayfs, built in or as a module
 * @param fuseDevice whether {@code /dev/fuse} can be opened by us
 * @param ioUringDisabled {@code kernel.io_uring_disabled}: 0 for all, 1 privileged only, 2 nobody
 * @param ptraceScope {@code kernel.yama.ptrace_scope}
 * @param rootPropagation how mounts under {@code /} travel
 */
public record HostFacts(
        KernelVersion kernel,
        String architecture,
        Distribution distribution,
        long uid,
        UserNamespaces userNamespaces,
        Optional<List<String>> securityModules,
        Set<String> seccompActions,
        Container container,
        boolean overlayfs,
        boolean fuseDevice,
        OptionalInt ioUringDisabled,
        OptionalInt ptraceScope,
        Propagation rootPropagation,
        Optional<Bubblewrap> bubblewrap) {

    public HostFacts {
        securityModules = securityModules.map(List::copyOf);
        seccompActions = Set.copyOf(seccompActions);
    }

    /**
     * The distribution, from {@code os-release}; empty strings where it does not say.
     *
     * @param versionId e.g. {@code 24.04}
     * @param name for people
     */
    public record Distribution(String id, String versionId, String name) {}

    /**
     * Switches on user namespaces.
     *
     * @param unprivilegedClone Debian's {@code kernel.unprivileged_userns_clone}: 0 forbids
     * @param maximum {@code user.max_user_namespaces}: 0 forbids
     * @param apparmorRestricted Ubuntu's {@code kernel.apparmor_restrict_unprivileged_userns}: 1
     *     takes capabilities away
     */
    public record UserNamespaces(
            OptionalInt unprivilegedClone, OptionalLong maximum, OptionalInt apparmorRestricted) {}
}
