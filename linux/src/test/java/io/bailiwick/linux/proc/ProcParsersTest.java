package io.bailiwick.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiwick.linux.proc.MountInfo.Mount;
import io.bailiwick.linux.proc.MountInfo.Propagation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcParsersTest {
    private static final String STATUS =
            """
            Name:\tinit
            Umask:\t0022
            State:\tS (sleeping)
            Tgid:\t8307
            Ngid:\t0
            Pid:\t8307
            PPid:\t8301
            TracerPid:\t0
            Uid:\t100000\t100001\t100002\t100003
            Gid:\t5\t6\t7\t8
            NSpid:\t8307\t12\t1
            VmHWM:\t    1760 kB
            VmRSS:\t    1024 kB
            Threads:\t3
            CapInh:\t0000000000000000
            CapPrm:\t000001ffffffffff
            CapEff:\t0000000000000001
            CapBnd:\t0000000000000000
            CapAmb:\t0000000000000000
            NoNewPrivs:\t1
            Seccomp:\t2
            Seccomp_filters:\t3
            """;

    @TempDir Path directory;

    private static ProcStat stat(String text) throws IOException {
        return ProcStat.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theStatusTellsThePosture() throws IOException {
        ProcStatus status = ProcStatus.parse(STATUS);
        assertThat(status.noNewPrivileges()).isTrue();
        assertThat(status.seccompMode()).isEqualTo(2);
        assertThat(status.seccompFilters()).isEqualTo(3);
        assertThat(status.nsPids()).containsExactly(8307, 12, 1);
        assertThat(status.uids()).containsExactly(100000L, 100001L, 100002L, 100003L);
        assertThat(status.capabilities().permitted()).isEqualTo(0x1ffffffffffL);
        assertThat(status.capabilities().none()).isFalse();
        assertThat(status.residentBytes()).isEqualTo(1 << 20);
    }

    @Test
    void emptyCapabilitySetsAreNone() throws IOException {
        String text = STATUS.replace("000001ffffffffff", "0").replace("0000000000000001", "0");
        assertThat(ProcStatus.parse(text).capabilities().none()).isTrue();
    }

    @Test
    void aNameThatLooksLikeAFieldDoesNotReplaceOne() throws IOException {
        String text = STATUS.replace("Name:\tinit", "Name:\tx\\nCapEff:\t0");
        assertThat(ProcStatus.parse(text).capabilities().effective()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Name:\tx\n", "Pid:\tx\nName:\tx\n"})
    void anIncompleteStatusIsAnError(String text) {
        assertThatThrownBy(() -> ProcStatus.parse(text)).isInstanceOf(IOException.class);
    }

    @Test
    void thisProcessHasAStatus() throws IOException {
        ProcStatus status = ProcStatus.read(Path.of("/proc/self/status"));
        assertThat(status.tgid()).isEqualTo((int) ProcessHandle.current().pid());
        assertThat(status.residentBytes()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "cat, cat",
        "a b, a b",
        "') R 1 (', ') R 1 ('",
        "'((', '(('",
    })
    void aCommandNameMayHoldAnything(String name, String expected) throws IOException {
        ProcStat stat =
                stat(
                        "42 ("
                                + name
                                + ") S 7 42 9 0 -1 4194304 100 0 0 0 11 22 33 44 20 0 5 0 777 9000 256 18446744073709551615");
        assertThat(stat.command()).isEqualTo(expected);
        assertThat(stat.pid()).isEqualTo(42);
        assertThat(stat.state()).isEqualTo('S');
        assertThat(stat.parent()).isEqualTo(7);
        assertThat(stat.session()).isEqualTo(9);
        assertThat(stat.cpuNanos()).isEqualTo((11 + 22 + 33 + 44) * 10_000_000L);
        assertThat(stat.threads()).isEqualTo(5);
        assertThat(stat.startTicks()).isEqualTo(777);
        assertThat(stat.residentPages()).isEqualTo(256);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "42",
                "42 (x)",
                "42 (x) S 1",
                "(x) S 1 2 3",
                "42 (x) S a b c d e f g h i j k l"
            })
    void aTruncatedStatIsAnError(String text) {
        assertThatThrownBy(() -> stat(text)).isInstanceOf(IOException.class);
    }

    @Test
    void mountsHaveTheirEscapesUndone() throws IOException {
        List<Mount> mounts =
                MountInfo.parse(
                        "36 35 98:0 /a\\040b /mnt/x\\011y\\134z rw,noatime master:1 - ext3 /dev/root\\040x rw,errors=continue\n");
        Mount mount = mounts.getFirst();
        assertThat(mount.root()).isEqualTo("/a b");
        assertThat(mount.mountPoint()).isEqualTo("/mnt/x\ty\\z");
        assertThat(mount.source()).isEqualTo("/dev/root x");
        assertThat(mount.options()).containsExactly("rw", "noatime");
        assertThat(mount.superOptions()).containsExactly("rw", "errors=continue");
    }

    @ParameterizedTest
    @CsvSource({
        "'', PRIVATE",
        "'shared:4 ', SHARED",
        "'master:1 ', SLAVE",
        "'shared:4 master:1 ', SHARED_AND_SLAVE",
        "'master:1 propagate_from:2 ', SLAVE",
        "'unbindable ', UNBINDABLE",
    })
    void optionalFieldsTellThePropagation(String fields, Propagation propagation)
            throws IOException {
        List<Mount> mounts = MountInfo.parse("36 35 98:0 / / rw " + fields + "- ext4 /dev/a rw\n");
        assertThat(mounts.getFirst().propagation()).isEqualTo(propagation);
    }

    @Test
    void aLaterMountCoversAnEarlierOne() throws IOException {
        String line = " / /mnt rw - tmpfs tmpfs ";
        List<Mount> mounts = MountInfo.parse("1 0 0:1" + line + "rw\n2 0 0:2" + line + "ro\n");
        assertThat(MountInfo.at(mounts, "/mnt").orElseThrow().id()).isEqualTo(2);
        assertThat(MountInfo.at(mounts, "/mnt").orElseThrow().readOnly()).isTrue();
        assertThat(MountInfo.at(mounts, "/other")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1 2 3:4 / / rw", "a 2 3:4 / / rw - t s o", "1 2 3:4 / / rw - t"})
    void aMalformedMountIsAnError(String line) {
        assertThatThrownBy(() -> MountInfo.parse(line))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(line);
    }

    @Test
    void cgroupLinesKeepColonsInPaths() throws IOException {
        List<ProcCgroup> groups = ProcCgroup.parse("4:cpu,cpuacct:/a:b\n1:name=systemd:/\n0::/c\n");
        assertThat(groups)
                .containsExactly(
                        new ProcCgroup(4, List.of("cpu", "cpuacct"), "/a:b"),
                        new ProcCgroup(1, List.of("name=systemd"), "/"),
                        new ProcCgroup(0, List.of(), "/c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "4:cpu", "a:b:/c", "0::relative"})
    void aMalformedCgroupLineIsAnError(String line) {
        assertThatThrownBy(() -> ProcCgroup.parse(line)).isInstanceOf(IOException.class);
    }

    @Test
    void limitsAreReadByTheirLabel() throws IOException {
        ProcLimits limits =
                ProcLimits.parse(
                        """
                        Limit                     Soft Limit           Hard Limit           Units
                        Max cpu time              unlimited            unlimited            seconds
                        Max processes             12                   96365                processes
                        Max nice priority         0                    0
                        """);
        assertThat(limits.limit("Max processes")).contains(new ProcLimits.Limit(12, 96365));
        assertThat(limits.limit("Max cpu time").orElseThrow().soft())
                .isEqualTo(ProcLimits.Limit.UNLIMITED);
        assertThat(limits.limit("Max nice priority")).contains(new ProcLimits.Limit(0, 0));
        assertThat(limits.limit("Max dreams")).isEmpty();
    }

    @Test
    void thisProcessHasLimits() throws IOException {
        ProcLimits limits = ProcLimits.read(Path.of("/proc/self/limits"));
        assertThat(limits.limit("Max open files").orElseThrow().soft()).isPositive();
        assertThat(limits.limits()).hasSizeGreaterThanOrEqualTo(16);
    }

    @Test
    void countersOfInputAndOutputAreRead() throws IOException {
        ProcIo io =
                ProcIo.parse(
                        "rchar: 10\nwchar: 20\nsyscr: 1\nsyscw: 1\nread_bytes: 30\nwrite_bytes: 40\ncancelled_write_bytes: 5\n");
        assertThat(io).isEqualTo(new ProcIo(10, 20, 30, 40));
        assertThatThrownBy(() -> ProcIo.parse("wchar: 1\n")).isInstanceOf(IOException.class);
    }

    @Test
    void aProcessSharesTheNamespacesOfItsParent() throws Exception {
        Process child = new ProcessBuilder("/bin/sleep", "1000").start();
        try {
            ProcNamespaces own = ProcNamespaces.read(Path.of("/proc/self/ns"));
            ProcNamespaces theirs = ProcNamespaces.read(Path.of("/proc/" + child.pid() + "/ns"));
            for (ProcNamespaces.Kind kind : ProcNamespaces.Kind.values()) {
                assertThat(theirs.inode(kind)).isEqualTo(own.inode(kind)).isNotEmpty();
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void aNamespaceLinkWithoutANumberIsAnError() {
        for (String link : List.of("net:[]", "net", "net:[x]", "net:[1")) {
            assertThatThrownBy(() -> ProcNamespaces.inode(link)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aFileBeyondItsLimitIsAnErrorThatNamesIt() throws IOException {
        Path file = directory.resolve("big");
        Files.write(file, new byte[9000]);
        assertThat(ProcFile.readBytes(file, 9000)).hasSize(9000);
        assertThatThrownBy(() -> ProcFile.readBytes(file, 8999))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("big")
                .hasMessageContaining("8999");
    }

    @Test
    void anEndlessFileIsAnError() {
        assertThatThrownBy(() -> ProcFile.readBytes(Path.of("/dev/zero"), 100_000))
                .isInstanceOf(IOException.class);
    }

    @Test
    void thePageSizeIsAPowerOfTwo() {
        assertThat(PageSize.bytes()).isGreaterThanOrEqualTo(4096);
        assertThat(Long.bitCount(PageSize.bytes())).isEqualTo(1);
        assertThat(PageSize.read(directory.resolve("missing"))).isEqualTo(4096);
    }
}
