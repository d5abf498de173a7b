package io.bailiwick.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real groups of the testing host; skipped, naming the controller, where none can be made. */
class CgroupGroupTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SIGKILLED = 137;

    private final List<Process> processes = new ArrayList<>();
    private final List<CgroupGroup> groups = new ArrayList<>();
    private final CgroupManager manager;

    CgroupGroupTest() throws IOException {
        manager = CgroupManager.open(CgroupHost.detect(), "test-" + ProcessHandle.current().pid());
    }

    @BeforeEach
    void someHierarchyIsWritable() {
        assumeTrue(!manager.directories().isEmpty(), "missing feature: writable cgroup hierarchy");
    }

    @AfterEach
    void removeEverything() throws Exception {
        for (CgroupGroup group : groups) {
            group.kill(PATIENCE);
            group.close();
        }
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        manager.close();
        assertThat(manager.directories()).noneMatch(Files::exists);
    }

    private CgroupGroup group(CgroupLimits limits) throws IOException {
        CgroupGroup group = manager.create("g" + groups.size(), limits);
        groups.add(group);
        return group;
    }

    /** Starts a shell that is in the group before its script begins. */
    private Process start(CgroupGroup group, String script) throws IOException {
        Process process =
                new ProcessBuilder("/bin/sh", "-c", "read go\n" + script)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        processes.add(process);
        group.add(process.pid());
        try (var stdin = process.getOutputStream()) {
            stdin.write("go\n".getBytes(StandardCharsets.US_ASCII));
        }
        return process;
    }

    private static int join(Process process) throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void need(Controller controller) {
        assumeTrue(
                manager.support().usable(controller),
                "missing feature: cgroup controller " + controller.kernelName());
    }

    @Test
    void aProcessBeyondTheMemoryLimitIsKilledAndCounted() throws Exception {
        need(Controller.MEMORY);
        CgroupGroup group = group(CgroupLimits.NONE.withMemoryBytes(32 << 20));
        Process hog = start(group, "exec tail /dev/zero");
        assertThat(join(hog)).isEqualTo(SIGKILLED);
        assertThat(group.usage().oomKills().orElse(0)).isPositive();
        assertThat(group.usage().memoryPeakBytes().orElseThrow()).isBetween(16L << 20, 32L << 20);
    }

    @Test
    void aProcessBelowTheMemoryLimitLives() throws Exception {
        need(Controller.MEMORY);
        CgroupGroup group = group(CgroupLimits.NONE.withMemoryBytes(32 << 20));
        assertThat(join(start(group, "exit 7"))).isEqualTo(7);
        assertThat(group.usage().oomKills()).hasValue(0);
    }

    @Test
    void forksBeyondThePidLimitFailAndAreCounted() throws Exception {
        need(Controller.PIDS);
        CgroupGroup group = group(CgroupLimits.NONE.withPids(4));
        Process forks = start(group, "for i in 1 2 3 4 5 6; do sleep 1000 & done; exit 0");
        assertThat(join(forks)).isNotZero();
        assertThat(group.usage().pidsRefused().orElse(0)).isPositive();
    }

    @Test
    void aBusyProcessIsThrottledAtItsQuota() throws Exception {
        need(Controller.CPU);
        CgroupGroup group = group(CgroupLimits.NONE.withCpuCores(0.05).withCpuWeight(50));
        start(group, "while :; do :; done");
        await(() -> group.usage().throttledNanos().orElse(0) > 0);
    }

    @Test
    void cpuTimeOfEndedGrandchildrenCounts() throws Exception {
        need(Controller.CPUACCT);
        CgroupGroup group = group(CgroupLimits.NONE);
        String spin = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";
        assertThat(join(start(group, "trap '' CHLD; ( ( " + spin + " ) ); exit 0"))).isZero();
        assertThat(group.usage().cpuNanos().orElseThrow()).isGreaterThan(20_000_000);
    }

    @Test
    void aFrozenGroupUsesNoCpuAndGoesOnWhenThawed() throws Exception {
        need(Controller.FREEZER);
        need(Controller.CPUACCT);
        CgroupGroup group = group(CgroupLimits.NONE);
        start(group, "while :; do :; done");
        await(() -> group.usage().cpuNanos().orElse(0) > 0);
        group.freeze();
        long before = group.usage().cpuNanos().orElseThrow();
        for (int i = 0; i < 200; i++) {
            assertThat(group.usage().cpuNanos()).hasValue(before);
        }
        group.thaw();
        await(() -> group.usage().cpuNanos().orElse(0) > before);
    }

    @Test
    void killingReachesDetachedGrandchildrenAlsoWhenFrozen() throws Exception {
        need(Controller.FREEZER);
        CgroupGroup group = group(CgroupLimits.NONE);
        Process shell = start(group, "setsid sh -c 'sleep 1000 & sleep 1000' & sleep 1000");
        await(() -> group.members().size() >= 4);
        group.freeze();
        assertThat(group.kill(PATIENCE)).isTrue();
        assertThat(join(shell)).isEqualTo(SIGKILLED);
        assertThat(group.members()).isEmpty();
    }

    @Test
    void killingWithoutTheKernelsHelpReachesForkingProcesses() throws Exception {
        need(Controller.PIDS);
        assumeTrue(
                manager.support().placement(Controller.PIDS) instanceof Placement.Usable usable
                        && usable.version() == 1,
                "missing feature: version 1 pids hierarchy");
        CgroupSupport support = manager.support();
        CgroupSupport withoutFreezer =
                new CgroupSupport(
                        support.mode(), without(support, Controller.FREEZER, Controller.CPUACCT));
        try (CgroupManager legacy =
                CgroupManager.open(withoutFreezer, "legacy-" + ProcessHandle.current().pid())) {
            CgroupGroup group = legacy.create("g", CgroupLimits.NONE.withPids(50));
            start(group, "while :; do sleep 1000 & done");
            await(() -> group.members().size() > 10);
            assertThat(group.kill(PATIENCE)).isTrue();
            group.close();
        }
    }

    private static Map<Controller, Placement> without(
            CgroupSupport support, Controller... controllers) {
        Map<Controller, Placement> placements = new EnumMap<>(support.placements());
        for (Controller controller : controllers) {
            placements.put(controller, new Placement.Unusable("left out", "none"));
        }
        return placements;
    }

    @Test
    void limitsWithoutTheirControllerAreRefusedAndNothingIsMade() throws Exception {
        CgroupSupport none =
                new CgroupSupport(
                        CgroupSupport.Mode.NONE, without(manager.support(), Controller.values()));
        try (CgroupManager empty = CgroupManager.open(none, "none")) {
            assertThatThrownBy(() -> empty.create("g", CgroupLimits.NONE.withPids(5)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("left out");
            assertThat(empty.create("g", CgroupLimits.NONE).directories()).isEmpty();
        }
    }

    @Test
    void closingRemovesEveryDirectoryAndMayBeRepeated() throws Exception {
        CgroupGroup group = group(CgroupLimits.NONE);
        Set<Path> directories = group.directories();
        assertThat(directories).isNotEmpty().allMatch(Files::isDirectory);
        assertThat(manager.groups()).containsExactly("g0");
        group.close();
        group.close();
        assertThat(directories).noneMatch(Files::exists);
        assertThat(manager.groups()).isEmpty();
    }

    @Test
    void aFailedCreationLeavesNothingBehind() throws Exception {
        need(Controller.MEMORY);
        CgroupGroup first = group(CgroupLimits.NONE);
        assertThatThrownBy(() -> manager.create(first.name(), CgroupLimits.NONE))
                .isInstanceOf(IOException.class);
        assertThat(first.directories()).allMatch(Files::isDirectory);
    }

    @Test
    void namesThatLeadElsewhereAreRefused() {
        for (String name : List.of("..", "a/b", "", ".hidden", "a\nb", "x".repeat(65))) {
            assertThatThrownBy(() -> manager.create(name, CgroupLimits.NONE))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anAdoptedGroupIsTheSameGroup() throws Exception {
        need(Controller.PIDS);
        CgroupGroup group = group(CgroupLimits.NONE);
        Process process = start(group, "sleep 1000");
        CgroupGroup adopted = manager.group(group.name());
        assertThat(adopted.members()).contains(process.pid());
        assertThat(adopted.kill(PATIENCE)).isTrue();
    }
}
