package io.bailiwick.linux.cgroup;

import io.bailiwick.linux.cgroup.CgroupSupport.Mode;
import io.bailiwick.linux.proc.MountInfo;
import io.bailiwick.linux.proc.MountInfo.Mount;
import io.bailiwick.linux.proc.ProcCgroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out what control groups offer. Thread-safe; nothing is changed.
 *
 * <p>Version 1: below the hierarchy's root where we may write there, else below our own group.
 * Version 2: in our own group if it was delegated to us, else at the root, else in the nearest
 * group above ours that we may write and that hands its controllers on, else in our own group if
 * all its processes are ours (they have to leave it: a group with controllers has no processes of
 * its own).
 *
 * <p>Like a container engine, root therefore makes groups beside its own, which no limit around its
 * own group reaches; delegate a subtree (systemd: {@code Delegate=yes}) where such a limit is meant
 * to hold for sandboxes too.
 */
public final class CgroupHost {
    private static final String RUN_AS_SCOPE =
            "start it with: systemd-run --user --scope -p Delegate=yes bailiwick … (or as root)";

    private final Access access;
    private final List<ProcCgroup> groups;
    private final List<Mount> mounts;

    CgroupHost(List<ProcCgroup> groups, List<Mount> mounts, Access access) {
        this.groups = groups;
        this.mounts = mounts;
        this.access = access;
    }

    /** Detects for this process. */
    public static CgroupSupport detect() throws IOException {
        return detect(Path.of("/proc/self/cgroup"), Path.of("/proc/self/mountinfo"));
    }

    /**
     * Detects from given files.
     *
     * @throws IOException if they cannot be read or are malformed
     */
    public static CgroupSupport detect(Path procSelfCgroup, Path mountinfo) throws IOException {
        return new CgroupHost(
                        ProcCgroup.read(procSelfCgroup),
                        MountInfo.read(mountinfo),
                        Access.ofFileSystem())
                .detectAll();
    }

    /** One mounted hierarchy and our place in it. */
    private record Hierarchy(int version, Mount mount, Path own) {
        Path root() {
            return Path.of(mount.mountPoint());
        }
    }

    CgroupSupport detectAll() {
        Map<Controller, Placement> placements = new EnumMap<>(Controller.class);
        Optional<Hierarchy> unified = unified();
        boolean anyV1 = false;
        boolean anyV1Mounted = false;
        for (Controller controller : Controller.values()) {
            Optional<Hierarchy> legacy = legacy(controller);
            anyV1Mounted |= legacy.isPresent();
            if (legacy.isPresent() && !(controller == Controller.FREEZER && unified.isPresent())) {
                Placement placement = placeLegacy(legacy.get());
                anyV1 |= placement instanceof Placement.Usable;
                placements.put(controller, placement);
            }
        }
        Optional<Placement> base = unified.map(this::placeUnified);
        for (Controller controller : Controller.values()) {
            if (!placements.containsKey(controller)) {
                placements.put(controller, missing(controller, unified, base));
            }
        }
        return new CgroupSupport(mode(unified, base, anyV1Mounted, anyV1), placements);
    }

    private static Mode mode(
            Optional<Hierarchy> unified,
            Optional<Placement> base,
            boolean anyV1Mounted,
            boolean anyV1Usable) {
        boolean v2 = base.isPresent() && base.get() instanceof Placement.Usable;
        if (!v2 && !anyV1Usable) {
            return Mode.NONE;
        }
        if (anyV1Mounted) {
            return unified.isPresent() ? Mode.HYBRID : Mode.V1;
        }
        boolean atRoot =
                base.orElseThrow() instanceof Placement.Usable usable
                        && usable.parent().equals(unified.orElseThrow().root());
        return atRoot ? Mode.V2 : Mode.V2_DELEGATED;
    }

    /** A controller without a version 1 hierarchy of its own. */
    private Placement missing(
            Controller controller, Optional<Hierarchy> unified, Optional<Placement> base) {
        if (unified.isEmpty()) {
            return new Placement.Unusable(
                    "no cgroup hierarchy with the "
                            + controller.kernelName()
                            + " controller is mounted",
                    "mount cgroup2 on /sys/fs/cgroup, or start the system with its init");
        }
        if (!(base.orElseThrow() instanceof Placement.Usable usable)) {
            return base.orElseThrow();
        }
        if (controller.isDomainController()
                && !access.controllers(usable.parent()).contains(controller.kernelName())) {
            return new Placement.Unusable(
                    usable.parent()
                            + " does not offer the "
                            + controller.kernelName()
                            + " controller",
                    usable.parent().equals(unified.get().root())
                            ? "boot with this controller enabled (see cgroup_disable= and cgroup_enable=)"
                            : "delegate it: systemctl edit user@.service, [Service] Delegate=cpu memory pids");
        }
        return usable;
    }

    private Placement placeLegacy(Hierarchy hierarchy) {
        if (hierarchy.mount().readOnly()) {
            return readOnly(hierarchy);
        }
        if (access.writable(hierarchy.root())) {
            return new Placement.Usable(1, hierarchy.root());
        }
        if (access.writable(hierarchy.own())) {
            return new Placement.Usable(1, hierarchy.own());
        }
        return new Placement.Unusable(
                hierarchy.root()
                        + " may be written by root only (cgroup version 1 is not delegated to users)",
                "run as root, or boot with systemd.unified_cgroup_hierarchy=1");
    }

    private Placement placeUnified(Hierarchy hierarchy) {
        if (hierarchy.mount().readOnly()) {
            return readOnly(hierarchy);
        }
        Path own = hierarchy.own();
        if (access.delegated(own) && access.writable(own) && canHold(own)) {
            return new Placement.Usable(2, own);
        }
        Path root = hierarchy.root();
        boolean shared = false;
        if (access.writable(root)) {
            if (canHold(root)) {
                return new Placement.Usable(2, root);
            }
            shared = true;
        }
        for (Path group = own; group != null && group.startsWith(root); group = group.getParent()) {
            if (access.writable(group)) {
                if (canHold(group)) {
                    return new Placement.Usable(2, group);
                }
                shared = true;
            }
        }
        return shared
                ? new Placement.Unusable(
                        own + " also holds processes that are not ours, so it cannot be divided",
                        RUN_AS_SCOPE)
                : new Placement.Unusable(own + " is not delegated to us", RUN_AS_SCOPE);
    }

    /** Whether groups with controllers may be made below: the rule of no internal processes. */
    private boolean canHold(Path group) {
        if (access.isTrueRoot(group)) {
            return true;
        }
        List<String> offered = access.controllers(group);
        List<String> handedOn = access.subtreeControl(group);
        boolean complete = true;
        for (Controller controller : Controller.values()) {
            String name = controller.kernelName();
            complete &=
                    !controller.isDomainController()
                            || !offered.contains(name)
                            || handedOn.contains(name);
        }
        return complete || access.onlyOurProcesses(group);
    }

    private static Placement readOnly(Hierarchy hierarchy) {
        return new Placement.Unusable(
                hierarchy.root() + " is mounted read-only, as containers do",
                "give the container a writable cgroup tree (docker: --cgroupns=private and "
                        + "--security-opt writable-cgroups=true, or --privileged), or run outside of it");
    }

    private Optional<Hierarchy> legacy(Controller controller) {
        String name = controller.kernelName();
        for (ProcCgroup group : groups) {
            if (group.controllers().contains(name)) {
                return mounted("cgroup", name)
                        .map(mount -> new Hierarchy(1, mount, own(mount, group)));
            }
        }
        return Optional.empty();
    }

    private Optional<Hierarchy> unified() {
        for (ProcCgroup group : groups) {
            if (group.hierarchy() == 0) {
                return mounted("cgroup2", "")
                        .map(mount -> new Hierarchy(2, mount, own(mount, group)));
            }
        }
        return Optional.empty();
    }

    /**
     * The most useful mount of a hierarchy: writable before read-only, whole before part, earlier
     * before later.
     */
    private Optional<Mount> mounted(String type, String controller) {
        List<Mount> candidates = new ArrayList<>();
        for (Mount mount : mounts) {
            if (mount.type().equals(type)
                    && (controller.isEmpty()
                            || new HashSet<>(mount.superOptions()).contains(controller))) {
                candidates.add(mount);
            }
        }
        Mount best = null;
        for (Mount mount : candidates) {
            if (best == null || rank(mount) > rank(best)) {
                best = mount;
            }
        }
        return Optional.ofNullable(best);
    }

    private static int rank(Mount mount) {
        return (mount.readOnly() ? 0 : 2) + (mount.root().equals("/") ? 1 : 0);
    }

    /** Our group's directory; the mount point where our group lies outside of what is mounted. */
    private static Path own(Mount mount, ProcCgroup group) {
        Path point = Path.of(mount.mountPoint());
        Path root = Path.of(mount.root()).normalize();
        Path path = Path.of(group.path());
        if (group.path().startsWith("/..") || !path.startsWith(root)) {
            return point;
        }
        return point.resolve(root.relativize(path).toString()).normalize();
    }
}
