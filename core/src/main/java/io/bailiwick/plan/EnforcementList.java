package io.bailiwick.plan;

import io.bailiwick.Enforcement;
import io.bailiwick.policy.Access;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.FilesystemRule;
import io.bailiwick.policy.FilesystemRules;
import io.bailiwick.policy.Permissions;
import io.bailiwick.policy.ResourceLimits;
import java.util.ArrayList;
import java.util.List;

/** Says for each control of a capability how this host holds it. */
final class EnforcementList {

    private static final String LIMITS = "resource_limits.";

    private final CapabilityDeclaration capability;
    private final HostFeatures host;
    private final FilesystemRules files;
    private final LimitPlan limits;

    EnforcementList(
            CapabilityDeclaration capability,
            HostFeatures host,
            FilesystemRules files,
            LimitPlan limits) {
        this.capability = capability;
        this.host = host;
        this.files = files;
        this.limits = limits;
    }

    List<Enforcement> entries() {
        List<Enforcement> list = new ArrayList<>();
        list.add(Enforcement.kernel("filesystem_config", filesystem()));
        list.add(Enforcement.kernel("network_egress_rules", "network namespace without a route"));
        list.add(Enforcement.kernel("env_allowlist", "environment made from nothing"));
        list.add(spawning());
        list.add(
                Enforcement.kernel(
                        "system calls", "seccomp allowlist, no capability, no_new_privs"));
        list.add(memory());
        list.add(Enforcement.kernel(LIMITS + "max_pids", pids()));
        list.add(cpu());
        list.add(Enforcement.kernel(LIMITS + "max_open_files", "RLIMIT_NOFILE of each process"));
        list.add(disk());
        list.add(Enforcement.kernel(LIMITS + "max_tokens", "no network: held at zero"));
        list.add(Enforcement.kernel(LIMITS + "max_cost_usd", "no network: held at zero"));
        optional(list);
        return list;
    }

    private void optional(List<Enforcement> list) {
        ResourceLimits declared = capability.resourceLimits();
        if (declared.maxWallSeconds().isPresent()) {
            list.add(
                    Enforcement.kernel(
                            LIMITS + "max_wall_seconds", "timer of the sandbox's own PID 1"));
        }
        if (declared.maxOutputMb().isPresent()) {
            list.add(
                    Enforcement.kernel(
                            LIMITS + "max_output_mb", "counted by the sandbox's own PID 1"));
        }
        if (declared.cpuCores().isPresent()) {
            list.add(Enforcement.kernel(LIMITS + "cpu_cores", host.cpuControl().detail()));
        }
        if (declared.cpuWeight().isPresent()) {
            list.add(Enforcement.kernel(LIMITS + "cpu_weight", host.cpuControl().detail()));
        }
    }

    private String filesystem() {
        String mounts = "mount namespace with read-only overlays";
        return host.landlock().available() ? mounts + ", " + host.landlock().detail() : mounts;
    }

    private Enforcement spawning() {
        String control = "permissions." + Permissions.SPAWN_SUBPROCESS;
        return capability.grants(Permissions.SPAWN_SUBPROCESS)
                ? Enforcement.kernel(control, "granted")
                : Enforcement.kernel(control, "seccomp: every new process is refused and counted");
    }

    private Enforcement memory() {
        String control = LIMITS + "max_memory_mb";
        if (limits.memoryByKernel()) {
            return Enforcement.kernel(control, host.memoryControl().detail());
        }
        return Enforcement.sampled(
                control,
                "resident memory of all processes",
                Planner.SAMPLE_INTERVAL,
                "a faster burst can exceed it until the next look, and memory that no process has"
                        + " mapped is not seen; "
                        + host.memoryControl().detail());
    }

    private String pids() {
        String perUser = "RLIMIT_NPROC in the sandbox's own user namespace";
        return host.pidsControl().available()
                ? host.pidsControl().detail() + " and " + perUser
                : perUser;
    }

    /**
     * RLIMIT_CPU counts one process with all its threads, which is everything where no other
     * process can exist. It counts whole seconds, so that the sampler cuts the fraction.
     */
    private Enforcement cpu() {
        String control = LIMITS + "max_cpu_seconds";
        if (!capability.grants(Permissions.SPAWN_SUBPROCESS)) {
            return Enforcement.kernel(
                    control, "RLIMIT_CPU of the only process, to the next whole second");
        }
        String account =
                host.cpuAccounting().available()
                        ? host.cpuAccounting().detail()
                        : "CPU time of all processes in /proc";
        String evasion =
                host.cpuAccounting().available()
                        ? "all cores can run on until the next look"
                        : "children whose parent ignores their end are missed once they are gone";
        return Enforcement.sampled(
                control,
                account + " and RLIMIT_CPU of each process",
                Planner.SAMPLE_INTERVAL,
                evasion);
    }

    private Enforcement disk() {
        String control = LIMITS + "max_disk_mb";
        String scratch = "size of the one file system behind /tmp, /dev/shm and HOME";
        if (!onDisk()) {
            return Enforcement.kernel(control, scratch);
        }
        return Enforcement.sampled(
                control,
                scratch + "; private layers on disk are measured",
                Planner.SAMPLE_INTERVAL,
                "a faster burst can exceed it until the next look; what is written through to the"
                        + " host is measured and reported");
    }

    private boolean onDisk() {
        for (FilesystemRule rule : files.rules()) {
            if (rule.access() == Access.WRITE || rule.access() == Access.LAYER) {
                return true;
            }
        }
        return false;
    }
}
