package io.bailiwick.plan;

import io.bailiwick.Enforcement;
import io.bailiwick.EnforcementClass;
import io.bailiwick.RefusalReason;
import io.bailiwick.policy.Access;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.FilesystemMode;
import io.bailiwick.policy.FilesystemRule;
import io.bailiwick.policy.FilesystemRules;
import io.bailiwick.policy.Lint;
import io.bailiwick.policy.Permissions;
import io.bailiwick.policy.ResourceLimits;
import io.bailiwick.policy.SandboxTier;
import io.bailiwick.policy.diagnostics.Problem;
import io.bailiwick.policy.diagnostics.Severity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The one decision before anything is done: pure, so that what it says of a host can be tested on
 * any other.
 */
public final class Planner {

    /** How often sampled controls are looked at. */
    public static final Duration SAMPLE_INTERVAL = Duration.ofMillis(100);

    private Planner() {}

    /** Plans a sandbox on a host with these features. */
    public static PlanResult plan(PlanRequest request, HostFeatures host) {
        CapabilityDeclaration capability = request.capability();
        SandboxTier tier = capability.sandboxTier();
        if (tier != SandboxTier.SECCOMP) {
            return new PlanResult.Unavailable(
                    tier, host.otherTiers().getOrDefault(tier, "not offered by this version"));
        }
        List<RefusalReason> reasons = new ArrayList<>();
        requireHost(host, reasons);
        if (!capability.networkEgressRules().isEmpty()) {
            reasons.add(
                    new RefusalReason(
                            "network_egress_rules",
                            "this version has no egress gateway, so that no rule can be held",
                            "remove the rules; the sandbox then has no network at all"));
        }
        FilesystemRules files =
                FilesystemRules.compile(
                        capability.filesystemConfig(), request.workingDirectory(), request.home());
        requireProtected(request, files, reasons);
        requireNoLintError(request, reasons);
        LimitPlan limits = limits(capability.resourceLimits(), host);
        requireProcessorControl(capability.resourceLimits(), host, reasons);
        List<Enforcement> enforcement =
                new EnforcementList(capability, host, files, limits).entries();
        if (request.strict()) {
            requireKernel(enforcement, reasons);
        }
        if (!reasons.isEmpty()) {
            return new PlanResult.Refused(reasons);
        }
        return new PlanResult.Planned(
                new SandboxPlan(
                        capability,
                        request.workingDirectory(),
                        request.home(),
                        files,
                        host.root() && everythingWritable(capability),
                        capability.grants(Permissions.SPAWN_SUBPROCESS),
                        limits,
                        request.protectedPaths(),
                        enforcement));
    }

    /** What every sandbox needs, whatever it declares. */
    private static void requireHost(HostFeatures host, List<RefusalReason> reasons) {
        require("sandbox_tier", host.platform(), reasons);
        require("sandbox_tier", host.userNamespaces(), reasons);
        require("sandbox_tier", host.bubblewrap(), reasons);
        require("sandbox_tier", host.seccomp(), reasons);
        require("filesystem_config", host.overlay(), reasons);
        if (host.root()) {
            require("filesystem_config", host.idmappedMounts(), reasons);
        }
    }

    private static void require(String control, Feature feature, List<RefusalReason> reasons) {
        if (!feature.available()) {
            reasons.add(new RefusalReason(control, feature.detail(), feature.remedy()));
        }
    }

    private static boolean everythingWritable(CapabilityDeclaration capability) {
        return capability.filesystemConfig().mode() == FilesystemMode.READ_WRITE
                && capability.filesystemConfig().writablePaths().isEmpty();
    }

    private static void requireProtected(
            PlanRequest request, FilesystemRules files, List<RefusalReason> reasons) {
        for (FilesystemRule rule : files.rules()) {
            if (rule.access() != Access.WRITE) {
                continue;
            }
            Path written = Path.of(rule.path());
            for (Path ours : request.protectedPaths()) {
                if (ours.startsWith(written) || written.startsWith(ours)) {
                    reasons.add(
                            new RefusalReason(
                                    "filesystem_config.writable_paths",
                                    rule.path()
                                            + " ("
                                            + rule.origin()
                                            + ") would make "
                                            + ours
                                            + " writable, where this program keeps its own records",
                                    "declare a directory that does not contain it"));
                }
            }
        }
    }

    /** What lint calls an error would undo the sandbox from outside, such as a writable .bashrc. */
    private static void requireNoLintError(PlanRequest request, List<RefusalReason> reasons) {
        for (Problem problem :
                Lint.check(request.capability(), request.workingDirectory(), request.home())) {
            if (problem.severity() == Severity.ERROR) {
                reasons.add(
                        new RefusalReason(
                                problem.path(),
                                problem.message(),
                                problem.help().orElse("correct it in the capability file")));
            }
        }
    }

    private static LimitPlan limits(ResourceLimits limits, HostFeatures host) {
        boolean group =
                host.memoryControl().available()
                        || host.pidsControl().available()
                        || host.cpuControl().available()
                        || host.cpuAccounting().available();
        return new LimitPlan(
                limits.maxMemoryBytes(),
                host.memoryControl().available(),
                limits.maxCpu(),
                limits.maxWall(),
                limits.maxOutputBytes(),
                limits.maxDiskBytes(),
                limits.maxPids(),
                limits.maxOpenFiles(),
                limits.cpuCores(),
                limits.cpuWeight(),
                group);
    }

    /** Nothing samples bandwidth: these two hold by a control group or not at all. */
    private static void requireProcessorControl(
            ResourceLimits limits, HostFeatures host, List<RefusalReason> reasons) {
        if (limits.cpuCores().isPresent()) {
            require("resource_limits.cpu_cores", host.cpuControl(), reasons);
        }
        if (limits.cpuWeight().isPresent()) {
            require("resource_limits.cpu_weight", host.cpuControl(), reasons);
        }
    }

    private static void requireKernel(List<Enforcement> enforcement, List<RefusalReason> reasons) {
        for (Enforcement entry : enforcement) {
            if (entry.enforcementClass() != EnforcementClass.KERNEL) {
                reasons.add(
                        new RefusalReason(
                                entry.control(),
                                "only "
                                        + entry.enforcementClass().word()
                                        + " on this host: "
                                        + entry.mechanism()
                                        + " ("
                                        + entry.note()
                                        + ")",
                                remedy(entry.control())));
            }
        }
    }

    /** No kernel ends a group of processes for the CPU time of all, nor a tree for its size. */
    private static String remedy(String control) {
        return switch (control) {
            case "resource_limits.max_cpu_seconds" ->
                    "the kernel holds it for a single process: leave the permission '"
                            + Permissions.SPAWN_SUBPROCESS
                            + "' out, or run without --strict";
            case "resource_limits.max_disk_mb" ->
                    "the kernel holds it for /tmp, /dev/shm and HOME: declare nothing else that is"
                            + " written, or run without --strict";
            default -> "run where control groups can be used, or without --strict";
        };
    }
}
