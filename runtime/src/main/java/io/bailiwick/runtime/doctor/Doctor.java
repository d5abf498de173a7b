package io.bailiwick.runtime.doctor;

import io.bailiwick.CapabilityRefusedException;
import io.bailiwick.Enforcement;
import io.bailiwick.RefusalReason;
import io.bailiwick.SandboxException;
import io.bailiwick.SandboxSpec;
import io.bailiwick.linux.probe.HostFacts;
import io.bailiwick.linux.probe.HostProbe;
import io.bailiwick.plan.HostFeatures;
import io.bailiwick.plan.PlanResult;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.Permissions;
import io.bailiwick.policy.ResourceLimits;
import io.bailiwick.runtime.LocalSandboxManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Looks at the host with the same eyes as a start does, then tries every control in throw-away
 * sandboxes. Used by one thread.
 */
public final class Doctor {

    private static final String LIMITS = "resource_limits.";
    private static final String SPAWNING = "permissions." + Permissions.SPAWN_SUBPROCESS;

    private final LocalSandboxManager manager;
    private final HostFacts facts;

    private Doctor(LocalSandboxManager manager, HostFacts facts) {
        this.manager = manager;
        this.facts = facts;
    }

    /**
     * Examines this host.
     *
     * @param environment the caller's, from which the probes' sandboxes are made
     * @throws IOException when the host cannot be read or there is no room for the probes' files
     */
    public static Diagnosis examine(Map<String, String> environment, Path home) throws IOException {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put(AccessProbes.PLAIN_VARIABLE, AccessProbes.PLAIN_VALUE);
        variables.put(AccessProbes.SECRET_VARIABLE, AccessProbes.SECRET_VALUE);
        try (LocalSandboxManager manager = LocalSandboxManager.open(variables, home)) {
            return new Doctor(manager, HostProbe.read()).diagnosis();
        }
    }

    private Diagnosis diagnosis() throws IOException {
        HostFeatures host = manager.features();
        List<RefusalReason> refusals = new ArrayList<>();
        List<Check> checks = new ArrayList<>();
        try (ProbeBench bench = ProbeBench.open(manager)) {
            switch (manager.plan(spec(bench, host))) {
                case PlanResult.Planned planned -> {
                    Optional<RefusalReason> failure = start(bench);
                    failure.ifPresent(refusals::add);
                    if (failure.isEmpty()) {
                        checks.addAll(
                                checks(
                                        withSpawningRefused(planned.plan().enforcement(), bench),
                                        host,
                                        (probe, enforcement) -> run(bench, probe)));
                    }
                }
                case PlanResult.Refused refused -> refusals.addAll(refused.reasons());
                case PlanResult.Unavailable unavailable ->
                        refusals.add(
                                new RefusalReason(
                                        "sandbox_tier",
                                        unavailable.missing(),
                                        "declare sandbox_tier: seccomp"));
            }
        }
        return new Diagnosis(
                HostReport.surroundings(facts),
                HostReport.findings(host),
                refusals,
                checks,
                host.otherTiers());
    }

    /** A capability with every control that this host can hold. */
    static CapabilityDeclaration everything(HostFeatures host) {
        ResourceLimits.Builder limits = ResourceLimits.builder().maxWallSeconds(10).maxOutputMb(1);
        if (host.cpuControl().available()) {
            limits.cpuCores(1).cpuWeight(100);
        }
        return CapabilityDeclaration.builder()
                .permissions(Permissions.SPAWN_SUBPROCESS)
                .resourceLimits(limits.build())
                .build();
    }

    private static SandboxSpec spec(ProbeBench bench, HostFeatures host) {
        return SandboxSpec.builder()
                .capability(everything(host))
                .workingDirectory(bench.work())
                .build();
    }

    /**
     * Time and memory are shown for an agent that may create processes, which is where they are
     * harder to hold; the refusal to create them is shown for one that may not.
     */
    private List<Enforcement> withSpawningRefused(List<Enforcement> planned, ProbeBench bench) {
        SandboxSpec without =
                SandboxSpec.builder()
                        .capability(CapabilityDeclaration.defaults())
                        .workingDirectory(bench.work())
                        .build();
        if (!(manager.plan(without) instanceof PlanResult.Planned refusing)) {
            return planned;
        }
        List<Enforcement> list = new ArrayList<>(planned);
        for (Enforcement enforcement : refusing.plan().enforcement()) {
            if (enforcement.control().equals(SPAWNING)) {
                list.replaceAll(entry -> entry.control().equals(SPAWNING) ? enforcement : entry);
            }
        }
        return list;
    }

    private Optional<RefusalReason> start(ProbeBench bench) {
        try {
            bench.shell(CapabilityDeclaration.safeDefault(), "exit 0");
            return Optional.empty();
        } catch (CapabilityRefusedException e) {
            return Optional.of(HostReport.launchFailure(facts, e.reasons().getFirst().cause()));
        } catch (SandboxException e) {
            return Optional.of(HostReport.launchFailure(facts, String.valueOf(e.getMessage())));
        }
    }

    /**
     * A check for each control.
     *
     * @param planned how the host holds the controls of {@link #everything}
     * @param attempt runs a probe
     */
    static List<Check> checks(
            List<Enforcement> planned,
            HostFeatures host,
            BiFunction<Probe, Enforcement, Proof> attempt) {
        Map<String, Probe> probes = new HashMap<>();
        AccessProbes.all().forEach(probe -> probes.put(probe.control(), probe));
        LimitProbes.all().forEach(probe -> probes.put(probe.control(), probe));
        List<Check> checks = new ArrayList<>();
        for (Enforcement enforcement : planned) {
            Probe probe = probes.get(enforcement.control());
            checks.add(
                    new Check(
                            enforcement,
                            probe == null
                                    ? unprobed(enforcement, checks)
                                    : attempt.apply(probe, enforcement)));
        }
        if (!host.cpuControl().available()) {
            for (String name : List.of("cpu_cores", "cpu_weight")) {
                checks.add(
                        new Check(
                                Enforcement.none(LIMITS + name, host.cpuControl().detail()),
                                new Proof.Untried("a capability that declares it is refused")));
            }
        }
        return checks;
    }

    private static Proof unprobed(Enforcement enforcement, List<Check> before) {
        return switch (enforcement.control()) {
            case LIMITS + "max_tokens", LIMITS + "max_cost_usd" ->
                    // Without a network nothing can be spent, so that one proof serves all three.
                    before.stream()
                            .filter(check ->
                                    check.enforcement().control().equals("network_egress_rules"))
                            .map(Check::proof)
                            .findFirst()
                            .orElse(new Proof.Untried("the network was not tried"));
            case LIMITS + "cpu_weight" -> new Proof.Untried("shows only on a busy machine");
            default -> new Proof.Untried("there is no probe for it");
        };
    }

    private static Proof run(ProbeBench bench, Probe probe) {
        try {
            return probe.attempt().run(bench);
        } catch (IOException | SandboxException e) {
            return new Proof.Broken("the probe failed: " + e.getMessage());
        }
    }
}
