package io.bailiwick.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.Enforcement;
import io.bailiwick.EnforcementClass;
import io.bailiwick.RefusalReason;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.FilesystemConfig;
import io.bailiwick.policy.FilesystemMode;
import io.bailiwick.policy.NetworkEgressRule;
import io.bailiwick.policy.ResourceLimits;
import io.bailiwick.policy.SandboxTier;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlannerTest {

    private static final Feature THERE = Feature.present("there");
    private static final Feature MISSING = Feature.missing("it is missing", "install it");
    private static final Path STATE = Path.of("/var/lib/bailiwick");

    /** What a host may lack. */
    enum Lack {
        PLATFORM,
        USER_NAMESPACES,
        BUBBLEWRAP,
        OVERLAY,
        SECCOMP
    }

    private static HostFeatures host(boolean root, Feature groups) {
        return new HostFeatures(
                root,
                THERE,
                THERE,
                THERE,
                THERE,
                THERE,
                THERE,
                THERE,
                groups,
                groups,
                groups,
                groups,
                Map.of(SandboxTier.GVISOR, "runsc not found"));
    }

    private static HostFeatures without(Lack lack) {
        Map<Lack, Feature> features = new HashMap<>();
        for (Lack each : Lack.values()) {
            features.put(each, each == lack ? MISSING : THERE);
        }
        return new HostFeatures(
                false,
                features.getOrDefault(Lack.PLATFORM, THERE),
                features.getOrDefault(Lack.USER_NAMESPACES, THERE),
                features.getOrDefault(Lack.BUBBLEWRAP, THERE),
                features.getOrDefault(Lack.OVERLAY, THERE),
                features.getOrDefault(Lack.SECCOMP, THERE),
                THERE,
                MISSING,
                MISSING,
                MISSING,
                MISSING,
                MISSING,
                Map.of());
    }

    private static PlanResult plan(
            CapabilityDeclaration capability, HostFeatures host, boolean strict) {
        return Planner.plan(
                new PlanRequest(
                        capability,
                        Path.of("/srv/project"),
                        Path.of("/home/somebody"),
                        List.of(STATE),
                        strict),
                host);
    }

    private static List<RefusalReason> refused(PlanResult result) {
        assertThat(result).isInstanceOf(PlanResult.Refused.class);
        return ((PlanResult.Refused) result).reasons();
    }

    private static SandboxPlan planned(PlanResult result) {
        assertThat(result).isInstanceOf(PlanResult.Planned.class);
        return ((PlanResult.Planned) result).plan();
    }

    private static Enforcement held(SandboxPlan plan, String control) {
        return plan.enforcement().stream()
                .filter(entry -> entry.control().equals(control))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void whatEverySandboxNeedsRefusesTheStartWithItsRemedy(Lack lack) {
        List<RefusalReason> reasons =
                refused(plan(CapabilityDeclaration.defaults(), without(lack), false));
        assertThat(reasons).hasSize(1);
        assertThat(reasons.getFirst().cause()).isEqualTo("it is missing");
        assertThat(reasons.getFirst().remedy()).isEqualTo("install it");
    }

    @Test
    void theDefaultsStartWithoutControlGroups() {
        SandboxPlan plan =
                planned(plan(CapabilityDeclaration.defaults(), host(false, MISSING), false));
        assertThat(plan.limits().useControlGroup()).isFalse();
        assertThat(held(plan, "resource_limits.max_memory_mb").enforcementClass())
                .isEqualTo(EnforcementClass.SAMPLED);
        assertThat(held(plan, "resource_limits.max_pids").enforcementClass())
                .isEqualTo(EnforcementClass.KERNEL);
    }

    @Test
    void strictRefusesWhatIsOnlySampledAndNamesIt() {
        List<RefusalReason> reasons =
                refused(plan(CapabilityDeclaration.defaults(), host(false, MISSING), true));
        assertThat(reasons)
                .extracting(RefusalReason::control)
                .containsExactly("resource_limits.max_memory_mb");
    }

    /** Control groups do not help here, and the advice does not send anybody to look for them. */
    @Test
    void strictSaysWhatToDoAboutTheCpuTimeOfSeveralProcesses() {
        CapabilityDeclaration spawning =
                CapabilityDeclaration.builder().permissions("spawn_subprocess").build();
        assertThat(refused(plan(spawning, host(true, THERE), true)))
                .singleElement()
                .satisfies(reason -> {
                    assertThat(reason.control()).isEqualTo("resource_limits.max_cpu_seconds");
                    assertThat(reason.remedy())
                            .contains("leave the permission 'spawn_subprocess' out")
                            .doesNotContain("control groups");
                });
    }

    @Test
    void strictAcceptsTheDefaultsWhereControlGroupsAre() {
        SandboxPlan plan =
                planned(plan(CapabilityDeclaration.defaults(), host(false, THERE), true));
        assertThat(plan.enforcement())
                .allMatch(entry -> entry.enforcementClass() == EnforcementClass.KERNEL);
    }

    @Test
    void cpuTimeIsTheKernelsOnlyWhileThereIsOneProcess() {
        CapabilityDeclaration spawning =
                CapabilityDeclaration.builder().permissions("spawn_subprocess").build();
        assertThat(
                        held(
                                        planned(plan(spawning, host(true, THERE), false)),
                                        "resource_limits.max_cpu_seconds")
                                .enforcementClass())
                .isEqualTo(EnforcementClass.SAMPLED);
        assertThat(
                        held(
                                        planned(
                                                plan(
                                                        CapabilityDeclaration.defaults(),
                                                        host(true, THERE),
                                                        false)),
                                        "resource_limits.max_cpu_seconds")
                                .enforcementClass())
                .isEqualTo(EnforcementClass.KERNEL);
    }

    @Test
    void processorSharesAreRefusedWithoutAControlGroup() {
        CapabilityDeclaration capability =
                CapabilityDeclaration.builder()
                        .resourceLimits(
                                ResourceLimits.builder().cpuCores(0.5).cpuWeight(50).build())
                        .build();
        assertThat(refused(plan(capability, host(false, MISSING), false)))
                .extracting(RefusalReason::control)
                .containsExactly("resource_limits.cpu_cores", "resource_limits.cpu_weight");
    }

    @Test
    void egressRulesAreRefused() {
        CapabilityDeclaration capability =
                CapabilityDeclaration.builder()
                        .networkEgressRules(
                                NetworkEgressRule.builder().domain("api.example.org").build())
                        .build();
        assertThat(refused(plan(capability, host(true, THERE), false)))
                .extracting(RefusalReason::control)
                .containsExactly("network_egress_rules");
    }

    @Test
    void anotherTierIsUnavailableAndSaysWhatIsMissing() {
        CapabilityDeclaration capability =
                CapabilityDeclaration.builder().sandboxTier(SandboxTier.GVISOR).build();
        assertThat(plan(capability, host(true, THERE), false))
                .isEqualTo(new PlanResult.Unavailable(SandboxTier.GVISOR, "runsc not found"));
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(
            strings = {"/var/lib/bailiwick", "/var/lib", "/var/lib/bailiwick/audit"})
    void ourOwnDirectoryCannotBeMadeWritable(String path) {
        CapabilityDeclaration capability =
                CapabilityDeclaration.builder()
                        .filesystemConfig(
                                new FilesystemConfig(FilesystemMode.READ_WRITE, List.of(path)))
                        .build();
        assertThat(refused(plan(capability, host(true, THERE), false)))
                .anyMatch(reason -> reason.cause().contains("where this program keeps its own"));
    }

    @Test
    void aWritableHomeDirectoryIsRefused() {
        CapabilityDeclaration capability =
                CapabilityDeclaration.builder()
                        .filesystemConfig(
                                new FilesystemConfig(FilesystemMode.READ_WRITE, List.of("~/")))
                        .build();
        assertThat(refused(plan(capability, host(false, THERE), false)))
                .anyMatch(reason -> reason.cause().contains("runs outside of the sandbox"));
    }

    @Test
    void allReasonsAreGivenAtOnce() {
        CapabilityDeclaration capability =
                CapabilityDeclaration.builder()
                        .networkEgressRules(
                                NetworkEgressRule.builder().domain("api.example.org").build())
                        .resourceLimits(ResourceLimits.builder().cpuCores(1).build())
                        .build();
        assertThat(refused(plan(capability, without(Lack.OVERLAY), false)))
                .extracting(RefusalReason::control)
                .containsExactly(
                        "filesystem_config", "network_egress_rules", "resource_limits.cpu_cores");
    }
}
