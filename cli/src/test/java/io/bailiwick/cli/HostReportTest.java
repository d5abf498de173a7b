package io.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.linux.cgroup.CgroupSupport;
import io.bailiwick.linux.cgroup.Controller;
import io.bailiwick.linux.cgroup.Placement;
import io.bailiwick.linux.probe.Bubblewrap;
import io.bailiwick.linux.probe.Container;
import io.bailiwick.linux.probe.HostFacts;
import io.bailiwick.linux.probe.KernelVersion;
import io.bailiwick.linux.proc.MountInfo;
import io.bailiwick.plan.HostFeatures;
import io.bailiwick.runtime.doctor.Diagnosis;
import io.bailiwick.runtime.doctor.Finding;
import io.bailiwick.runtime.doctor.HostReport;
import io.bailiwick.runtime.host.HostSurvey;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the doctor says of hosts that this one is not. */
final class HostReportTest {

    /** An Ubuntu 24.04 laptop whose user may do everything, changed by each test. */
    private static final class Host {
        String kernel = "6.8.0-45-generic";
        String architecture = "amd64";
        long uid = 1000;
        OptionalInt clone = OptionalInt.empty();
        OptionalLong maximum = OptionalLong.of(15000);
        OptionalInt apparmor = OptionalInt.of(0);
        Optional<List<String>> modules = Optional.of(List.of("capability", "landlock", "apparmor"));
        Set<String> actions = Set.of("kill_process", "errno", "user_notif", "allow");
        Container container = Container.NONE;
        boolean overlay = true;
        Optional<Bubblewrap> bubblewrap =
                Optional.of(new Bubblewrap(Path.of("/usr/bin/bwrap"), 0, 9, 0, false));

        HostFacts facts() {
            return new HostFacts(
                    KernelVersion.parse(kernel),
                    architecture,
                    new HostFacts.Distribution("ubuntu", "24.04", "Ubuntu 24.04.1 LTS"),
                    uid,
                    new HostFacts.UserNamespaces(clone, maximum, apparmor),
                    modules,
                    actions,
                    container,
                    overlay,
                    true,
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    MountInfo.Propagation.SHARED,
                    bubblewrap);
        }

        HostFeatures features() {
            Map<Controller, Placement> placements = new EnumMap<>(Controller.class);
            for (Controller controller : Controller.values()) {
                placements.put(
                        controller,
                        new Placement.Unusable("nothing is delegated", "log in with systemd"));
            }
            return new HostSurvey(facts(), new CgroupSupport(CgroupSupport.Mode.V2, placements))
                    .features();
        }

        Finding finding(String name) {
            for (Finding finding : HostReport.findings(features())) {
                if (finding.name().equals(name)) {
                    return finding;
                }
            }
            throw new AssertionError("no finding " + name);
        }

        String launchRemedy() {
            return HostReport.launchFailure(facts(), "mount: Operation not permitted").remedy();
        }
    }

    private final Host host = new Host();

    private void assertRefused(String name, String cause, String remedy) {
        Finding finding = host.finding(name);
        assertThat(finding.refuses()).isTrue();
        assertThat(finding.effect()).isEqualTo("no sandbox starts");
        assertThat(finding.feature().detail()).contains(cause);
        assertThat(finding.feature().remedy()).contains(remedy);
    }

    @Test
    void aGoodHostLacksNothingThatIsNeeded() {
        assertThat(HostReport.findings(host.features())).noneMatch(Finding::refuses);
    }

    @Test
    void ubuntusRestrictionOfUserNamespacesIsNamedWithItsSwitch() {
        host.apparmor = OptionalInt.of(1);
        assertRefused(
                "user namespaces",
                "AppArmor",
                "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0");
    }

    @Test
    void rootIsNotRestrictedByIt() {
        host.apparmor = OptionalInt.of(1);
        host.uid = 0;
        assertThat(host.finding("user namespaces").feature().available()).isTrue();
    }

    @Test
    void debiansSwitchIsNamed() {
        host.clone = OptionalInt.of(0);
        assertRefused(
                "user namespaces",
                "kernel.unprivileged_userns_clone is 0",
                "sysctl -w kernel.unprivileged_userns_clone=1");
    }

    @Test
    void aMaximumOfNoneIsNamed() {
        host.maximum = OptionalLong.of(0);
        assertRefused(
                "user namespaces", "user.max_user_namespaces is 0", "user.max_user_namespaces=");
    }

    @Test
    void wsl1HasNoKernelAndSaysHowToGetOne() {
        host.container = Container.WSL1;
        host.kernel = "4.4.0-19041-Microsoft";
        assertRefused("platform", "Windows Subsystem for Linux 1", "wsl --set-version");
    }

    @Test
    void wsl2IsALinux() {
        host.container = Container.WSL2;
        host.kernel = "5.15.167.4-microsoft-standard-WSL2";
        assertThat(HostReport.findings(host.features())).noneMatch(Finding::refuses);
        assertThat(HostReport.surroundings(host.facts())).containsEntry("container", "WSL 2");
        assertThat(host.launchRemedy()).contains("wsl --update");
    }

    @Test
    void anOldKernelIsNamed() {
        host.kernel = "5.4.0-200-generic";
        assertRefused("platform", "5.4.0-200-generic", "newer kernel");
    }

    @Test
    void anotherArchitectureIsNamed() {
        host.architecture = "riscv64";
        assertRefused("platform", "riscv64", "x86_64");
    }

    @Test
    void aMissingBubblewrapComesWithTheCommand() {
        host.bubblewrap = Optional.empty();
        assertRefused("bubblewrap", "not installed", "apt-get install bubblewrap");
    }

    @Test
    void theBubblewrapOfUbuntu2204IsTooOld() {
        host.bubblewrap = Optional.of(new Bubblewrap(Path.of("/usr/bin/bwrap"), 0, 6, 1, false));
        assertRefused("bubblewrap", "0.6.1", "bubblewrap");
    }

    @Test
    void aSetuidBubblewrapIsNamedWithItsPath() {
        host.bubblewrap = Optional.of(new Bubblewrap(Path.of("/usr/bin/bwrap"), 0, 9, 0, true));
        assertRefused("bubblewrap", "setuid", "chmod u-s /usr/bin/bwrap");
    }

    @Test
    void missingOverlaysAndFiltersRefuse() {
        host.overlay = false;
        host.actions = Set.of();
        assertRefused("overlayfs", "no overlayfs", "modprobe overlay");
        assertRefused("seccomp", "user notification", "CONFIG_SECCOMP_FILTER");
    }

    @Test
    void rootNeedsIdmappedMountsAndOthersDoNot() {
        host.kernel = "5.15.0-1-generic";
        assertThat(HostReport.findings(host.features()))
                .noneMatch(finding -> finding.name().equals("idmapped mounts"));
        host.uid = 0;
        assertRefused("idmapped mounts", "5.15.0-1-generic", "ordinary user");
    }

    @Test
    void missingLandlockCostsALayerOnly() {
        host.modules = Optional.of(List.of("capability"));
        Finding finding = host.finding("Landlock");
        assertThat(finding.refuses()).isFalse();
        assertThat(finding.feature().available()).isFalse();
        assertThat(finding.effect()).contains("one layer");
    }

    @Test
    void missingControlGroupsSayWhatBecomesOfTheLimit() {
        assertThat(host.finding("control group: memory").effect()).contains("sampled");
        assertThat(host.finding("control group: cpu").effect()).contains("refused");
        assertThat(host.finding("control group: pids").effect()).contains("RLIMIT_NPROC");
        assertThat(host.finding("control group: memory").feature().remedy())
                .isEqualTo("log in with systemd");
    }

    @Test
    void aContainerThatForbidsMountsIsToldItsOwnSwitches() {
        host.container = Container.DOCKER;
        assertThat(host.launchRemedy())
                .contains("seccomp=unconfined", "apparmor=unconfined", "systempaths=unconfined");
        host.container = Container.KUBERNETES;
        assertThat(host.launchRemedy()).contains("procMount: Unmasked");
        host.container = Container.LXC;
        assertThat(host.launchRemedy()).contains("security.nesting=true");
    }

    @Test
    void theReportShowsCauseEffectAndHelpOfWhatIsMissing() {
        host.apparmor = OptionalInt.of(1);
        Diagnosis diagnosis =
                new Diagnosis(
                        HostReport.surroundings(host.facts()),
                        HostReport.findings(host.features()),
                        List.of(HostReport.launchFailure(host.facts(), "the launcher failed")),
                        List.of(),
                        host.features().otherTiers());
        assertThat(diagnosis.healthy()).isFalse();
        assertThat(DoctorReport.text(diagnosis))
                .contains(
                        "  system     Ubuntu 24.04.1 LTS\n",
                        "  user       uid 1000\n",
                        "  missing  user namespaces         AppArmor takes capabilities",
                        "             effect: no sandbox starts\n             help: sudo sysctl",
                        "\nNo sandbox starts here\n  sandbox_tier: the launcher failed\n    help: ",
                        "  seccomp      unavailable\n",
                        "  gvisor       unavailable: ")
                .endsWith("no sandbox starts on this host\n");
        assertThat(DoctorReport.json(diagnosis))
                .contains("\"healthy\": false", "\"name\": \"user namespaces\"", "\"refusals\": [");
    }
}
