package io.bailiwick.linux.probe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiwick.linux.probe.HostFacts.Distribution;
import io.bailiwick.linux.proc.MountInfo.Propagation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostProbeTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir Path root;

    /** An Ubuntu 24.04 server, an ordinary user. */
    @BeforeEach
    void ubuntu() throws IOException {
        file("proc/sys/kernel/osrelease", "6.8.0-45-generic\n");
        file(
                "proc/self/status",
                """
                Name:\tjava
                State:\tR (running)
                Tgid:\t5
                Pid:\t5
                PPid:\t1
                Uid:\t1000\t1001\t1000\t1000
                Gid:\t1000\t1000\t1000\t1000
                CapInh:\t0
                CapPrm:\t0
                CapEff:\t0
                CapBnd:\t0
                CapAmb:\t0
                NoNewPrivs:\t0
                """);
        file("proc/self/mountinfo", "29 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n");
        file("proc/filesystems", "nodev\tsysfs\n\text4\nnodev\toverlay\n");
        file("proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n");
        file("proc/sys/kernel/unprivileged_userns_clone", "1\n");
        file("proc/sys/user/max_user_namespaces", "127444\n");
        file("proc/sys/kernel/yama/ptrace_scope", "1\n");
        file("proc/sys/kernel/io_uring_disabled", "2\n");
        file("proc/sys/kernel/seccomp/actions_avail", "kill_process errno user_notif allow\n");
        file("sys/kernel/security/lsm", "lockdown,capability,landlock,yama,apparmor");
        file("dev/fuse", "");
        file(
                "etc/os-release",
                "PRETTY_NAME=\"Ubuntu 24.04.1 LTS\"\nID=ubuntu\nVERSION_ID=\"24.04\"\n");
    }

    private void file(String name, String content) throws IOException {
        Path path = root.resolve(name);
        Files.createDirectories(requireNonNull(path.getParent()));
        Files.writeString(path, content);
    }

    private void program(String name, String script) throws IOException {
        file(name, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(
                root.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private HostFacts facts(String... environment) throws IOException {
        Map<String, String> variables =
                environment.length == 0 ? Map.of() : Map.of(environment[0], environment[1]);
        return new HostProbe(root, variables, TIMEOUT).facts();
    }

    @Test
    void everyFactComesFromItsFile() throws IOException {
        HostFacts facts = facts();
        assertThat(facts.kernel().isAtLeast(6, 8)).isTrue();
        assertThat(facts.kernel().isAtLeast(6, 9)).isFalse();
        assertThat(facts.distribution())
                .isEqualTo(new Distribution("ubuntu", "24.04", "Ubuntu 24.04.1 LTS"));
        assertThat(facts.uid()).isEqualTo(1001);
        assertThat(facts.userNamespaces().apparmorRestricted()).hasValue(1);
        assertThat(facts.userNamespaces().unprivilegedClone()).hasValue(1);
        assertThat(facts.userNamespaces().maximum()).hasValue(127444);
        assertThat(facts.securityModules())
                .contains(List.of("lockdown", "capability", "landlock", "yama", "apparmor"));
        assertThat(facts.seccompActions()).contains("user_notif").doesNotContain("log");
        assertThat(facts.container()).isEqualTo(Container.NONE);
        assertThat(facts.overlayfs()).isTrue();
        assertThat(facts.fuseDevice()).isTrue();
        assertThat(facts.ioUringDisabled()).hasValue(2);
        assertThat(facts.ptraceScope()).hasValue(1);
        assertThat(facts.rootPropagation()).isEqualTo(Propagation.SHARED);
        assertThat(facts.bubblewrap()).isEmpty();
    }

    @Test
    void whatTheHostDoesNotHaveIsEmpty() throws IOException {
        for (String name :
                List.of(
                        "proc/sys/kernel/apparmor_restrict_unprivileged_userns",
                        "proc/sys/kernel/unprivileged_userns_clone",
                        "proc/sys/user/max_user_namespaces",
                        "proc/sys/kernel/yama/ptrace_scope",
                        "proc/sys/kernel/io_uring_disabled",
                        "proc/sys/kernel/seccomp/actions_avail",
                        "sys/kernel/security/lsm",
                        "dev/fuse",
                        "etc/os-release")) {
            Files.delete(root.resolve(name));
        }
        HostFacts facts = facts();
        assertThat(facts.userNamespaces().apparmorRestricted()).isEmpty();
        assertThat(facts.userNamespaces().unprivilegedClone()).isEmpty();
        assertThat(facts.userNamespaces().maximum()).isEmpty();
        assertThat(facts.securityModules()).isEmpty();
        assertThat(facts.seccompActions()).isEmpty();
        assertThat(facts.fuseDevice()).isFalse();
        assertThat(facts.ioUringDisabled()).isEmpty();
        assertThat(facts.ptraceScope()).isEmpty();
        assertThat(facts.distribution()).isEqualTo(new Distribution("", "", ""));
    }

    @Test
    void overlayfsCountsAsPresentBeforeItsModuleIsLoaded() throws IOException {
        file("proc/filesystems", "\text4\nnodev\tmyoverlay\n");
        assertThat(facts().overlayfs()).isFalse();
        file("lib/modules/6.8.0-45-generic/kernel/fs/overlayfs/overlay.ko.zst", "");
        assertThat(facts().overlayfs()).isTrue();
    }

    @Test
    void withoutProcThereAreNoFacts() throws IOException {
        Files.delete(root.resolve("proc/sys/kernel/osrelease"));
        assertThatThrownBy(this::facts).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @CsvSource({
        ".dockerenv, '', DOCKER",
        "run/.containerenv, '', PODMAN",
        "run/systemd/container, lxc, LXC",
        "run/systemd/container, systemd-nspawn, SYSTEMD_NSPAWN",
        "run/systemd/container, rocket, OTHER",
        "var/run/secrets/kubernetes.io/serviceaccount/token, '', KUBERNETES",
        "proc/sys/kernel/osrelease, 5.15.153.1-microsoft-standard-WSL2, WSL2",
        "proc/sys/kernel/osrelease, 4.4.0-19041-Microsoft, WSL1",
        "unrelated, '', NONE",
    })
    void surroundingsAreRecognisedByTheirMark(String mark, String content, Container container)
            throws IOException {
        file(mark, content);
        assertThat(facts().container()).isEqualTo(container);
    }

    @Test
    void surroundingsAreRecognisedByTheirVariables() throws IOException {
        assertThat(facts("container", "lxc").container()).isEqualTo(Container.LXC);
        assertThat(facts("KUBERNETES_SERVICE_HOST", "10.0.0.1").container())
                .isEqualTo(Container.KUBERNETES);
    }

    @Test
    void bubblewrapIsAskedForItsVersion() throws IOException {
        program("bin/bwrap", "echo \"bubblewrap 0.8.0\"");
        Optional<Bubblewrap> found = facts("PATH", "relative::" + root.resolve("bin")).bubblewrap();
        assertThat(found).contains(new Bubblewrap(root.resolve("bin/bwrap"), 0, 8, 0, false));
        assertThat(found.orElseThrow().isAtLeast(0, 8)).isTrue();
        assertThat(found.orElseThrow().isAtLeast(0, 11)).isFalse();
    }

    @Test
    void bubblewrapThatRunsAsItsOwnerIsSeen() throws IOException {
        program("bin/bwrap", "echo bubblewrap 0.6.1");
        Files.setAttribute(root.resolve("bin/bwrap"), "unix:mode", 04755);
        assertThat(
                        facts("PATH", root.resolve("bin").toString())
                                .bubblewrap()
                                .orElseThrow()
                                .setuid())
                .isTrue();
    }

    @Test
    void bubblewrapThatFailsOrSaysNothingUsefulCountsAsAbsent() throws IOException {
        program("bin/bwrap", "echo bubblewrap 0.8.0; exit 1");
        assertThat(facts("PATH", root.resolve("bin").toString()).bubblewrap()).isEmpty();
        program("bin/bwrap", "echo hello");
        assertThat(facts("PATH", root.resolve("bin").toString()).bubblewrap()).isEmpty();
    }

    @Test
    void bubblewrapThatHangsIsAbandonedAtTheTimeout() throws IOException {
        program("bin/bwrap", "exec sleep 1000");
        Optional<Bubblewrap> found =
                BubblewrapProbe.start(List.of(root.resolve("bin"))).finish(Duration.ofMillis(50));
        assertThat(found).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "6.8.0-45-generic, 6, 8, 0",
        "6.1.0, 6, 1, 0",
        "5.15.153.1-microsoft-standard-WSL2, 5, 15, 153",
        "6.12-rc1, 6, 12, 0",
        "7, 7, 0, 0",
        "unknown, 0, 0, 0",
        "99999999999.1, 999999, 0, 0",
    })
    void releasesAreReadAsFarAsTheyAreNumbers(String release, int major, int minor, int patch) {
        assertThat(KernelVersion.parse(release))
                .isEqualTo(new KernelVersion(major, minor, patch, release));
    }

    @Test
    void releasesAreOrderedByTheirNumbers() {
        assertThat(KernelVersion.parse("6.10.0")).isGreaterThan(KernelVersion.parse("6.9.12"));
    }

    @Test
    void theTestingHostHasFacts() throws IOException {
        HostFacts facts = HostProbe.read();
        assertThat(facts.kernel().isAtLeast(4, 18)).isTrue();
        assertThat(facts.seccompActions()).contains("errno", "allow");
    }
}
