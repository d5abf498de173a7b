package io.bailiwick.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words that are written, for versions that the testing host need not have. */
class LimitWriterTest {
    @TempDir Path directory;

    private void files(String... names) throws IOException {
        for (String name : names) {
            Files.createFile(directory.resolve(name));
        }
    }

    private String content(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }

    @Test
    void version2LimitsMemoryForbidsSwapAndKillsTheWholeGroup() throws IOException {
        files("memory.max", "memory.swap.max", "memory.oom.group");
        LimitWriter.memory(2, directory, 1 << 20);
        assertThat(content("memory.max")).isEqualTo("1048576");
        assertThat(content("memory.swap.max")).isEqualTo("0");
        assertThat(content("memory.oom.group")).isEqualTo("1");
    }

    @Test
    void version1CountsSwapTogetherWithMemory() throws IOException {
        files("memory.limit_in_bytes", "memory.memsw.limit_in_bytes");
        LimitWriter.memory(1, directory, 1 << 20);
        assertThat(content("memory.limit_in_bytes")).isEqualTo("1048576");
        assertThat(content("memory.memsw.limit_in_bytes")).isEqualTo("1048576");
    }

    @Test
    void version1WithoutSwapAccountingAvoidsSwap() throws IOException {
        files("memory.limit_in_bytes", "memory.swappiness");
        LimitWriter.memory(1, directory, 1 << 20);
        assertThat(content("memory.swappiness")).isEqualTo("0");
    }

    @Test
    void coresBecomeAQuotaOf100Milliseconds() throws IOException {
        files("cpu.max", "cpu.cfs_period_us", "cpu.cfs_quota_us");
        LimitWriter.cores(2, directory, 1.5);
        LimitWriter.cores(1, directory, 0.01);
        assertThat(content("cpu.max")).isEqualTo("150000 100000");
        assertThat(content("cpu.cfs_period_us")).isEqualTo("100000");
        assertThat(content("cpu.cfs_quota_us")).isEqualTo("1000");
    }

    @Test
    void theDefaultWeightIsTheDefaultNumberOfShares() throws IOException {
        files("cpu.weight", "cpu.shares");
        LimitWriter.weight(2, directory, 100);
        LimitWriter.weight(1, directory, 100);
        assertThat(content("cpu.weight")).isEqualTo("100");
        assertThat(content("cpu.shares")).isEqualTo("1024");
    }

    @Test
    void aMissingInterfaceFileIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> LimitWriter.pids(directory, 5))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("pids.max");
    }

    @Test
    void senselessLimitsAreRefused() {
        assertThatThrownBy(() -> CgroupLimits.NONE.withMemoryBytes(-1))
                .hasMessageContaining("memoryBytes must be at least 65536: -1");
        assertThatThrownBy(() -> CgroupLimits.NONE.withPids(0))
                .hasMessageContaining("pids must be positive: 0");
        assertThatThrownBy(() -> CgroupLimits.NONE.withCpuCores(Double.NaN))
                .hasMessageContaining("cpuCores");
        assertThatThrownBy(() -> CgroupLimits.NONE.withCpuCores(1e99))
                .hasMessageContaining("cpuCores");
        assertThatThrownBy(() -> CgroupLimits.NONE.withCpuWeight(10_001))
                .hasMessageContaining("cpuWeight");
    }

    @Test
    void aLimitsValueStartsEmpty() {
        assertThat(CgroupLimits.NONE)
                .isEqualTo(
                        new CgroupLimits(
                                OptionalLong.empty(),
                                OptionalInt.empty(),
                                OptionalDouble.empty(),
                                OptionalInt.empty()));
    }
}
