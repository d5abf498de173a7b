package io.bailiwick.runtime.host;

import io.bailiwick.linux.cgroup.CgroupSupport;
import io.bailiwick.linux.cgroup.Controller;
import io.bailiwick.linux.cgroup.Placement;
import io.bailiwick.linux.probe.Bubblewrap;
import io.bailiwick.linux.probe.Container;
import io.bailiwick.linux.probe.HostFacts;
import io.bailiwick.plan.Feature;
import io.bailiwick.plan.HostFeatures;
import io.bailiwick.policy.SandboxTier;
import java.util.Map;

/** From facts to features, each missing one with its cause and its remedy. Pure. */
public final class HostSurvey {

    /** The first bubblewrap with {@code --disable-userns}. */
    private static final int BUBBLEWRAP_MAJOR = 0;

    private static final int BUBBLEWRAP_MINOR = 8;

    private final HostFacts facts;
    private final CgroupSupport cgroups;

    public HostSurvey(HostFacts facts, CgroupSupport cgroups) {
        this.facts = facts;
        this.cgroups = cgroups;
    }

    /** All features of the host. */
    public HostFeatures features() {
        return new HostFeatures(
                facts.uid() == 0,
                platform(),
                userNamespaces(),
                bubblewrap(),
                overlay(),
                seccomp(),
                landlock(),
                idmappedMounts(),
                controller(Controller.MEMORY, "memory.max", "memory.limit_in_bytes"),
                controller(Controller.PIDS, "pids.max", "pids.max"),
                controller(
                        Controller.CPU,
                        "cpu.max and cpu.weight",
                        "cpu.cfs_quota_us and cpu.shares"),
                controller(Controller.CPUACCT, "cpu.stat", "cpuacct.usage"),
                Map.of(
                        SandboxTier.GVISOR, "runsc is not supported by this version",
                        SandboxTier.DOCKER, "Docker is not supported by this version",
                        SandboxTier.FIRECRACKER, "Firecracker is not supported by this version"));
    }

    private Feature platform() {
        String architecture = facts.architecture();
        if (facts.container() == Container.WSL1) {
            return Feature.missing(
                    "Windows Subsystem for Linux 1 has no Linux kernel",
                    "convert the distribution: wsl --set-version <distribution> 2");
        }
        if (!architecture.equals("amd64")) {
            return Feature.missing(
                    "no system call table and no native binary for " + architecture,
                    "run on x86_64");
        }
        if (!facts.kernel().isAtLeast(5, 12)) {
            return Feature.missing(
                    "Linux " + facts.kernel().release() + " is older than 5.12",
                    "install a newer kernel; Debian 12 and Ubuntu 22.04 have one");
        }
        return Feature.present("Linux " + facts.kernel().release() + " on " + architecture);
    }

    private Feature userNamespaces() {
        HostFacts.UserNamespaces switches = facts.userNamespaces();
        boolean root = facts.uid() == 0;
        if (switches.maximum().isPresent() && switches.maximum().getAsLong() == 0) {
            return Feature.missing(
                    "user.max_user_namespaces is 0",
                    "sudo sysctl -w user.max_user_namespaces=15000");
        }
        if (!root && switches.unprivilegedClone().orElse(1) == 0) {
            return Feature.missing(
                    "kernel.unprivileged_userns_clone is 0",
                    "sudo sysctl -w kernel.unprivileged_userns_clone=1");
        }
        if (!root && switches.apparmorRestricted().orElse(0) != 0) {
            return Feature.missing(
                    "AppArmor takes capabilities from unprivileged user namespaces"
                            + " (kernel.apparmor_restrict_unprivileged_userns is 1)",
                    "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or install an"
                            + " AppArmor profile with 'userns,' for this program");
        }
        return Feature.present("available");
    }

    private Feature bubblewrap() {
        String install = "sudo apt-get install bubblewrap (Debian 12, Ubuntu 24.04 or later)";
        if (facts.bubblewrap().isEmpty()) {
            return Feature.missing("bubblewrap (bwrap) is not installed", install);
        }
        Bubblewrap found = facts.bubblewrap().get();
        if (!found.isAtLeast(BUBBLEWRAP_MAJOR, BUBBLEWRAP_MINOR)) {
            return Feature.missing(
                    "bubblewrap "
                            + found.version()
                            + " cannot switch nested user namespaces off (--disable-userns is of 0.8)",
                    install);
        }
        if (found.setuid()) {
            return Feature.missing(
                    found.path() + " is setuid, which refuses --disable-userns",
                    "sudo chmod u-s " + found.path());
        }
        return Feature.present("bubblewrap " + found.version());
    }

    private Feature overlay() {
        return facts.overlayfs()
                ? Feature.present("overlayfs with userxattr")
                : Feature.missing(
                        "this kernel has no overlayfs", "sudo modprobe overlay, or another kernel");
    }

    private Feature seccomp() {
        return facts.seccompActions().contains("user_notif")
                ? Feature.present("seccomp filters with user notification")
                : Feature.missing(
                        "this kernel has no seccomp user notification",
                        "use a kernel with CONFIG_SECCOMP_FILTER, 5.0 or later");
    }

    private Feature landlock() {
        boolean active =
                facts.securityModules().map(modules -> modules.contains("landlock")).orElse(true);
        return active && facts.kernel().isAtLeast(5, 13)
                ? Feature.present("Landlock")
                : Feature.missing(
                        "Landlock is not active",
                        "boot with lsm=landlock,… ; sandboxes hold without it, with one layer less");
    }

    private Feature idmappedMounts() {
        return facts.kernel().isAtLeast(5, 19)
                ? Feature.present("idmapped mounts beneath overlays")
                : Feature.missing(
                        "Linux "
                                + facts.kernel().release()
                                + " cannot put an overlay over an idmapped mount (5.19)",
                        "run as an ordinary user, or install a newer kernel");
    }

    private Feature controller(Controller controller, String unified, String legacy) {
        return switch (cgroups.placement(controller)) {
            case Placement.Usable usable ->
                    Feature.present(
                            "cgroup v"
                                    + usable.version()
                                    + " "
                                    + (usable.version() == 2 ? unified : legacy));
            case Placement.Unusable unusable ->
                    Feature.missing(unusable.reason(), unusable.remedy());
        };
    }
}
