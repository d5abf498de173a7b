package io.bailiwick.runtime;

import io.bailiwick.linux.proc.MountInfo;
import io.bailiwick.linux.proc.ProcLimits;
import io.bailiwick.linux.proc.ProcNamespaces;
import io.bailiwick.linux.proc.ProcStatus;
import io.bailiwick.plan.LimitPlan;
import io.bailiwick.runtime.exec.Ready;
import io.bailiwick.runtime.root.ComposedRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads back what the kernel says of a new sandbox's PID 1 before anything runs in it, and compares
 * it with what was asked for. A sandbox that falls short is destroyed, not used.
 */
final class Posture {

    /** Descriptors of init: three on /dev/null and its channel; roles.h. */
    private static final Set<Integer> DESCRIPTORS = Set.of(0, 1, 2, 4);

    private static final int SECCOMP_MODE_FILTER = 2;

    private final List<String> faults = new ArrayList<>();
    private final Path proc;

    private Posture(long initPid) {
        proc = Path.of("/proc", Long.toString(initPid));
    }

    /**
     * @param hostUid the only host uid that may stand behind the sandbox
     * @param filters system call filters that were configured
     * @return what falls short; empty when nothing does
     * @throws IOException when the process cannot be looked at, which is a fault by itself
     */
    static List<String> check(
            long initPid,
            Ready ready,
            long hostUid,
            int filters,
            LimitPlan limits,
            ComposedRoot root,
            boolean landlock)
            throws IOException {
        Posture posture = new Posture(initPid);
        posture.credentials(hostUid, filters);
        posture.namespaces();
        posture.descriptors(ready);
        posture.limits(limits);
        posture.mounts(root);
        if (landlock && ready.landlockAbi() == 0) {
            posture.faults.add("Landlock is offered by the kernel and not in force");
        }
        return posture.faults;
    }

    private void credentials(long hostUid, int filters) throws IOException {
        ProcStatus status = ProcStatus.read(proc.resolve("status"));
        if (!status.capabilities().none()) {
            faults.add("capabilities are left: " + status.capabilities());
        }
        if (!status.noNewPrivileges()) {
            faults.add("no_new_privs is not set");
        }
        // Filters are inherited: where we run under one, as in most containers, it holds there too.
        int wanted =
                filters
                        + Math.max(
                                0, ProcStatus.read(Path.of("/proc/self/status")).seccompFilters());
        if (status.seccompMode() != SECCOMP_MODE_FILTER
                || (status.seccompFilters() >= 0 && status.seccompFilters() != wanted)) {
            faults.add(
                    "seccomp mode "
                            + status.seccompMode()
                            + " with "
                            + status.seccompFilters()
                            + " filters instead of "
                            + wanted);
        }
        for (long uid : status.uids()) {
            if (uid != hostUid) {
                faults.add("runs as host uid " + uid + " instead of " + hostUid);
                break;
            }
        }
        if (status.nsPids().getLast() != 1) {
            faults.add("is not PID 1 of a namespace of its own");
        }
    }

    private void namespaces() throws IOException {
        ProcNamespaces own = ProcNamespaces.read(Path.of("/proc/self/ns"));
        ProcNamespaces other = ProcNamespaces.read(proc.resolve("ns"));
        for (ProcNamespaces.Kind kind : ProcNamespaces.Kind.values()) {
            OptionalLong ours = own.inode(kind);
            boolean shared = ours.isPresent() && ours.equals(other.inode(kind));
            // Time namespaces only offset two clocks; bubblewrap makes none.
            if (shared && kind != ProcNamespaces.Kind.TIME) {
                faults.add("shares the host's " + kind + " namespace");
            }
        }
    }

    private void descriptors(Ready ready) {
        if (!DESCRIPTORS.equals(Set.copyOf(ready.descriptors()))) {
            faults.add("descriptors " + ready.descriptors() + " instead of " + DESCRIPTORS);
        }
    }

    private void limits(LimitPlan limits) throws IOException {
        ProcLimits actual = ProcLimits.read(proc.resolve("limits"));
        atMost(actual, "Max core file size", 0);
        atMost(actual, "Max open files", limits.openFiles());
        atMost(actual, "Max processes", InitConfiguration.initProcesses(limits));
    }

    private void atMost(ProcLimits actual, String label, long most) {
        long hard = actual.limit(label).map(ProcLimits.Limit::hard).orElse(Long.MAX_VALUE);
        if (hard > most) {
            faults.add(label + " is " + hard + " instead of at most " + most);
        }
    }

    /**
     * Every mount is one that was planned, none can be written that was not planned so, and none is
     * missing over what tells of the host.
     */
    private void mounts(ComposedRoot root) throws IOException {
        Set<String> uncovered = root.covered();
        for (MountInfo.Mount mount : MountInfo.read(proc.resolve("mountinfo"))) {
            String point = mount.mountPoint();
            if (mount.readOnly()) {
                uncovered.remove(point);
            }
            boolean kernel = within(point, "/proc") || within(point, "/dev");
            boolean planned =
                    kernel
                            || point.equals("/")
                            || root.mountPoints().contains(point)
                            || beneath(root, point);
            if (!planned) {
                faults.add("an unplanned mount at " + point);
            }
            if (!mount.readOnly()
                    && !kernel
                    && !root.writable().contains(point)
                    && !beneath(root, point)) {
                faults.add(point + " can be written");
            }
            if (!mount.options().contains("nosuid")) {
                faults.add(point + " honours setuid bits");
            }
        }
        for (String path : uncovered) {
            if (Files.exists(Path.of(path))) {
                faults.add(path + " is the host's own");
            }
        }
    }

    /** What the host has mounted beneath a tree that is written through comes along with it. */
    private static boolean beneath(ComposedRoot root, String point) {
        for (String tree : root.recursive()) {
            if (within(point, tree)) {
                return true;
            }
        }
        return false;
    }

    private static boolean within(String path, String tree) {
        return path.equals(tree) || path.startsWith(tree + "/");
    }
}
