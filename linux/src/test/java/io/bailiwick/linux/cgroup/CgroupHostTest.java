package io.bailiwick.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.linux.cgroup.CgroupSupport.Mode;
import io.bailiwick.linux.proc.MountInfo;
import io.bailiwick.linux.proc.ProcCgroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CgroupHostTest {
    private static final String V2_MOUNT =
            "29 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";

    /** A tree of groups that is described and not on disk. */
    private static final class Described implements Access {
        private final Set<Path> writable = new HashSet<>();
        private final Set<Path> delegated = new HashSet<>();
        private final Set<Path> shared = new HashSet<>();
        private final Map<Path, List<String>> controllers = new HashMap<>();
        private final Map<Path, List<String>> subtree = new HashMap<>();

        @Override
        public boolean writable(Path group) {
            return writable.contains(group);
        }

        @Override
        public boolean delegated(Path group) {
            return delegated.contains(group);
        }

        @Override
        public boolean isTrueRoot(Path group) {
            return group.equals(Path.of("/sys/fs/cgroup"))
                    || group.equals(Path.of("/sys/fs/cgroup/unified"));
        }

        @Override
        public List<String> controllers(Path group) {
            return controllers.getOrDefault(group, List.of());
        }

        @Override
        public List<String> subtreeControl(Path group) {
            return subtree.getOrDefault(group, List.of());
        }

        @Override
        public boolean onlyOurProcesses(Path group) {
            return !shared.contains(group);
        }

        Described group(String path, String offered, String handedOn) {
            controllers.put(Path.of(path), List.of(offered.split(" ")));
            subtree.put(Path.of(path), List.of(handedOn.split(" ")));
            return this;
        }

        Described write(String path) {
            writable.add(Path.of(path));
            return this;
        }

        Described share(String path) {
            shared.add(Path.of(path));
            return this;
        }
    }

    private static CgroupSupport detect(String cgroup, String mountinfo, Access access)
            throws IOException {
        return new CgroupHost(ProcCgroup.parse(cgroup), MountInfo.parse(mountinfo), access)
                .detectAll();
    }

    private static Placement usable(int version, String parent) {
        return new Placement.Usable(version, Path.of(parent));
    }

    private static Placement.Unusable unusable(CgroupSupport support, Controller controller) {
        assertThat(support.placement(controller)).isInstanceOf(Placement.Unusable.class);
        return (Placement.Unusable) support.placement(controller);
    }

    @Test
    void rootOnADebianHostUsesTheRootOfVersion2() throws IOException {
        Access access =
                new Described()
                        .group(
                                "/sys/fs/cgroup",
                                "cpuset cpu io memory hugetlb pids",
                                "cpu memory pids")
                        .write("/sys/fs/cgroup")
                        .write("/sys/fs/cgroup/user.slice/user-0.slice/session-3.scope");
        CgroupSupport support =
                detect("0::/user.slice/user-0.slice/session-3.scope\n", V2_MOUNT, access);
        assertThat(support.mode()).isEqualTo(Mode.V2);
        assertThat(support.placements().values()).containsOnly(usable(2, "/sys/fs/cgroup"));
        assertThat(support.parents()).containsExactly(Path.of("/sys/fs/cgroup"));
    }

    @Test
    void aUserInAGraphicalSessionUsesTheNearestGroupThatHandsControllersOn() throws IOException {
        String manager = "/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service";
        Access access =
                new Described()
                        .group(manager, "cpu memory pids", "cpu memory pids")
                        .group(manager + "/app.slice", "cpu memory pids", "cpu memory pids")
                        .group(manager + "/app.slice/term.scope", "cpu memory pids", "")
                        .write(manager)
                        .write(manager + "/app.slice")
                        .write(manager + "/app.slice/term.scope")
                        .share(manager + "/app.slice/term.scope");
        CgroupSupport support =
                detect(
                        "0::/user.slice/user-1000.slice/user@1000.service/app.slice/term.scope\n",
                        V2_MOUNT,
                        access);
        assertThat(support.mode()).isEqualTo(Mode.V2_DELEGATED);
        assertThat(support.placement(Controller.MEMORY))
                .isEqualTo(usable(2, manager + "/app.slice"));
    }

    @Test
    void aDelegatedScopeOfOursComesBeforeEverythingElse() throws IOException {
        String scope = "/sys/fs/cgroup/system.slice/bailiwick.service";
        Described access =
                new Described()
                        .group("/sys/fs/cgroup", "cpu memory pids", "cpu memory pids")
                        .group(scope, "cpu memory pids", "")
                        .write("/sys/fs/cgroup")
                        .write(scope);
        access.delegated.add(Path.of(scope));
        CgroupSupport support = detect("0::/system.slice/bailiwick.service\n", V2_MOUNT, access);
        assertThat(support.placement(Controller.PIDS)).isEqualTo(usable(2, scope));
    }

    @Test
    void aLoginSessionWithoutDelegationNamesTheScopeCommand() throws IOException {
        CgroupSupport support =
                detect(
                        "0::/user.slice/user-1000.slice/session-3.scope\n",
                        V2_MOUNT,
                        new Described());
        assertThat(support.mode()).isEqualTo(Mode.NONE);
        assertThat(unusable(support, Controller.MEMORY).reason()).contains("not delegated");
        assertThat(unusable(support, Controller.MEMORY).remedy())
                .contains("systemd-run --user --scope -p Delegate=yes");
    }

    @Test
    void aGroupWithForeignProcessesIsNotDivided() throws IOException {
        String scope = "/sys/fs/cgroup/user.slice/shared.scope";
        Access access = new Described().group(scope, "memory pids", "").write(scope).share(scope);
        CgroupSupport support = detect("0::/user.slice/shared.scope\n", V2_MOUNT, access);
        assertThat(unusable(support, Controller.PIDS).reason()).contains("not ours");
    }

    @Test
    void aControllerThatIsNotDelegatedIsNamedWhileOthersWork() throws IOException {
        String manager = "/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service";
        Access access = new Described().group(manager, "memory pids", "memory pids").write(manager);
        CgroupSupport support =
                detect(
                        "0::/user.slice/user-1000.slice/user@1000.service/app.scope\n",
                        V2_MOUNT,
                        access);
        assertThat(support.usable(Controller.MEMORY)).isTrue();
        assertThat(support.usable(Controller.FREEZER)).isTrue();
        assertThat(unusable(support, Controller.CPU).reason()).contains("cpu controller");
        assertThat(unusable(support, Controller.CPU).remedy()).contains("Delegate=cpu");
    }

    @Test
    void aContainerWithAReadOnlyTreeSaysSo() throws IOException {
        CgroupSupport support =
                detect(
                        "0::/\n",
                        "733 732 0:27 / /sys/fs/cgroup ro,nosuid,nodev,noexec,relatime - cgroup2 cgroup rw\n",
                        new Described().write("/sys/fs/cgroup"));
        assertThat(support.mode()).isEqualTo(Mode.NONE);
        assertThat(unusable(support, Controller.MEMORY).reason()).contains("read-only");
        assertThat(unusable(support, Controller.MEMORY).remedy()).contains("docker");
    }

    @Test
    void aHybridHostTakesLimitsFromVersion1AndFreezingFromVersion2() throws IOException {
        String mounts =
                """
                31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
                32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
                33 31 0:30 / /sys/fs/cgroup/cpuacct rw,relatime - cgroup cgroup rw,cpuacct
                35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
                37 31 0:34 / /sys/fs/cgroup/freezer rw,relatime - cgroup cgroup rw,freezer
                39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
                41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
                """;
        String groups =
                """
                8:pids:/
                6:freezer:/
                4:memory:/some/group
                2:cpuacct:/
                1:cpu:/
                0::/
                """;
        Described access = new Described();
        for (String name : List.of("cpu", "cpuacct", "memory", "freezer", "pids", "unified")) {
            access.write("/sys/fs/cgroup/" + name);
        }
        CgroupSupport support = detect(groups, mounts, access);
        assertThat(support.mode()).isEqualTo(Mode.HYBRID);
        assertThat(support.placement(Controller.MEMORY))
                .isEqualTo(usable(1, "/sys/fs/cgroup/memory"));
        assertThat(support.placement(Controller.FREEZER))
                .isEqualTo(usable(2, "/sys/fs/cgroup/unified"));
        assertThat(support.parents()).hasSize(5);
    }

    @Test
    void controllersThatShareAHierarchyShareADirectory() throws IOException {
        String mounts =
                """
                40 31 0:35 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:17 - cgroup cgroup rw,cpu,cpuacct
                42 31 0:37 / /sys/fs/cgroup/freezer rw,nosuid shared:19 - cgroup cgroup rw,freezer
                """;
        Access access =
                new Described().write("/sys/fs/cgroup/cpu,cpuacct").write("/sys/fs/cgroup/freezer");
        CgroupSupport support = detect("4:cpu,cpuacct:/\n6:freezer:/\n", mounts, access);
        assertThat(support.mode()).isEqualTo(Mode.V1);
        assertThat(support.parents())
                .containsExactlyInAnyOrder(
                        Path.of("/sys/fs/cgroup/cpu,cpuacct"), Path.of("/sys/fs/cgroup/freezer"));
        assertThat(unusable(support, Controller.MEMORY).reason()).contains("memory");
    }

    @Test
    void aVersion1GroupThatWasHandedToUsIsUsed() throws IOException {
        String mounts =
                "35 31 0:32 /lxc/box /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n";
        Access access = new Described().write("/sys/fs/cgroup/memory/mine");
        CgroupSupport support = detect("4:memory:/lxc/box/mine\n", mounts, access);
        assertThat(support.placement(Controller.MEMORY))
                .isEqualTo(usable(1, "/sys/fs/cgroup/memory/mine"));
    }

    @Test
    void aUserOnVersion1IsToldThatOnlyRootMay() throws IOException {
        String mounts = "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";
        CgroupSupport support = detect("4:memory:/\n", mounts, new Described());
        assertThat(support.mode()).isEqualTo(Mode.NONE);
        assertThat(unusable(support, Controller.MEMORY).reason()).contains("root only");
    }

    @Test
    void aHostWithoutControlGroupsIsSaidToHaveNone() throws IOException {
        CgroupSupport support =
                detect("", "27 1 254:0 / / rw - ext4 /dev/vda rw\n", new Described());
        assertThat(support.mode()).isEqualTo(Mode.NONE);
        assertThat(unusable(support, Controller.PIDS).reason()).contains("mounted");
    }

    @Test
    void aGroupOutsideOfOurCgroupNamespaceDoesNotLeadOutOfTheMount() throws IOException {
        Described access = new Described().group("/sys/fs/cgroup", "memory pids cpu", "");
        access.write("/sys/fs/cgroup");
        CgroupSupport support = detect("0::/../../other\n", V2_MOUNT, access);
        assertThat(support.placement(Controller.MEMORY)).isEqualTo(usable(2, "/sys/fs/cgroup"));
    }
}
