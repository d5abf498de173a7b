package io.bailiwick.runtime.doctor;

import io.bailiwick.RefusalReason;
import io.bailiwick.linux.probe.Container;
import io.bailiwick.linux.probe.HostFacts;
import io.bailiwick.plan.Feature;
import io.bailiwick.plan.HostFeatures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Words what a host is and offers. Pure. */
public final class HostReport {

    private static final String NO_SANDBOX = "no sandbox starts";

    private HostReport() {}

    /** Every feature, those that sandboxes need first. */
    public static List<Finding> findings(HostFeatures host) {
        List<Finding> findings = new ArrayList<>();
        needed(findings, "platform", host.platform());
        needed(findings, "user namespaces", host.userNamespaces());
        needed(findings, "bubblewrap", host.bubblewrap());
        needed(findings, "overlayfs", host.overlay());
        needed(findings, "seccomp", host.seccomp());
        if (host.root()) {
            needed(findings, "idmapped mounts", host.idmappedMounts());
        }
        optional(findings, "Landlock", host.landlock(), "one layer of defence less");
        optional(
                findings,
                "control group: memory",
                host.memoryControl(),
                "max_memory_mb is sampled, and refused with --strict");
        optional(
                findings,
                "control group: pids",
                host.pidsControl(),
                "max_pids is held by RLIMIT_NPROC alone");
        optional(
                findings,
                "control group: cpu",
                host.cpuControl(),
                "a capability with cpu_cores or cpu_weight is refused");
        optional(
                findings,
                "control group: cpuacct",
                host.cpuAccounting(),
                "max_cpu_seconds is counted from /proc");
        return findings;
    }

    private static void needed(List<Finding> findings, String name, Feature feature) {
        findings.add(new Finding(name, true, feature, NO_SANDBOX));
    }

    private static void optional(
            List<Finding> findings, String name, Feature feature, String effect) {
        findings.add(new Finding(name, false, feature, effect));
    }

    /** System, kernel, container and user. */
    public static Map<String, String> surroundings(HostFacts facts) {
        Map<String, String> map = new LinkedHashMap<>();
        String name = facts.distribution().name();
        map.put("system", name.isBlank() ? "unknown distribution" : name);
        map.put("kernel", facts.kernel().release());
        map.put("container", container(facts.container()));
        map.put("user", facts.uid() == 0 ? "root" : "uid " + facts.uid());
        return map;
    }

    private static String container(Container container) {
        return switch (container) {
            case NONE -> "none";
            case DOCKER -> "Docker";
            case PODMAN -> "Podman";
            case LXC -> "LXC";
            case KUBERNETES -> "Kubernetes";
            case SYSTEMD_NSPAWN -> "systemd-nspawn";
            case WSL1 -> "WSL 1";
            case WSL2 -> "WSL 2";
            case OTHER -> "of an unknown kind";
        };
    }

    /**
     * Why a launch that planning accepted failed all the same. What surrounds us is then the likely
     * cause: container managers and security modules refuse mounts and namespaces without a switch
     * that could be read beforehand.
     */
    public static RefusalReason launchFailure(HostFacts facts, String cause) {
        return new RefusalReason("sandbox_tier", cause, launchRemedy(facts));
    }

    private static String launchRemedy(HostFacts facts) {
        return switch (facts.container()) {
            case DOCKER, PODMAN ->
                    "start the container with --security-opt seccomp=unconfined --security-opt"
                            + " apparmor=unconfined --security-opt systempaths=unconfined"
                            + " (and --cap-add SYS_ADMIN when it runs as root)";
            case KUBERNETES ->
                    "set procMount: Unmasked with hostUsers: false, and the seccomp and AppArmor"
                            + " profiles of the container to Unconfined";
            case LXC, SYSTEMD_NSPAWN ->
                    "allow nesting for the container (LXC: security.nesting=true), or run on the"
                            + " host";
            case WSL1 -> "convert the distribution: wsl --set-version <distribution> 2";
            case WSL2 -> "wsl --update, then restart it with wsl --shutdown";
            case NONE, OTHER -> hostRemedy(facts);
        };
    }

    private static String hostRemedy(HostFacts facts) {
        if (facts.userNamespaces().apparmorRestricted().orElse(0) != 0) {
            return "AppArmor restricts user namespaces here: sudo sysctl -w"
                    + " kernel.apparmor_restrict_unprivileged_userns=0";
        }
        return "look for refusals in the kernel's log: sudo dmesg | tail";
    }
}
