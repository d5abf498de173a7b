package io.bailiwick.linux.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AgentProfileTest {
    private static final int I386 = 0x40000003;
    private static final int X32 = 0x40000000;
    private static final long DIRTY = 0xDEADBEEF_00000000L;

    private final AgentProfile profile = AgentProfile.agentDefault(SeccompArch.X86_64);
    private final BpfSimulator main = BpfSimulator.load(profile.mainFilter());
    private final BpfSimulator ioctl = BpfSimulator.load(profile.ioctlFilter());
    private final BpfSimulator noSpawn = BpfSimulator.load(profile.noSpawnFilter());

    private Verdict ask(String call, Long... args) {
        return main.run(SeccompData.of(SeccompArch.X86_64, number(call), args));
    }

    private int number(String call) {
        return profile.table().number(call).orElseThrow();
    }

    @Test
    void theBaseListHas263Calls() {
        assertThat(profile.table().base()).hasSize(263).doesNotHaveDuplicates();
    }

    @Test
    void theToolchainsListHas159Calls() {
        assertThat(PolicyText.TOOLCHAIN.size() + PolicyText.TOOLCHAIN_CONDITIONAL.size())
                .isEqualTo(159);
    }

    @Test
    void everyUnconditionalCallOfTheToolchainIsInTheBaseList() {
        assertThat(profile.table().base()).containsAll(PolicyText.TOOLCHAIN);
    }

    @Test
    void everyCallOfTheToolchainPassesWithItsUsualArguments() {
        List<String> refused = new ArrayList<>();
        for (String call : PolicyText.TOOLCHAIN) {
            Long[] usual =
                    switch (call) {
                        case "socketpair" -> new Long[] {1L, 1L, 0L};
                        case "arch_prctl" -> new Long[] {0x1002L, 1L};
                        default -> new Long[] {0L, 0L, 0L, 0L, 0L, 0L};
                    };
            if (!ask(call, usual).equals(Verdict.ALLOW)) {
                refused.add(call);
            }
        }
        assertThat(refused).isEmpty();
    }

    @Test
    void callsOfModernRuntimesPass() {
        assertThat(PolicyText.STAYS_ALLOWED)
                .allSatisfy(call -> assertThat(ask(call)).isEqualTo(Verdict.ALLOW));
    }

    @Test
    void everyExplicitlyRefusedCallAnswersEperm() {
        assertThat(PolicyText.REFUSED)
                .allSatisfy(call -> assertThat(ask(call)).as(call).isEqualTo(Verdict.EPERM));
    }

    @Test
    void everyCallThatHasAFallbackAnswersEnosys() {
        assertThat(PolicyText.ABSENT)
                .allSatisfy(call -> assertThat(ask(call)).as(call).isEqualTo(Verdict.ENOSYS));
    }

    @Test
    void unassignedNumbersAnswerEnosys() {
        List<Integer> wrong = new ArrayList<>();
        for (int nr = 0; nr <= 4096; nr++) {
            boolean assigned = profile.table().name(nr).isPresent();
            if (!assigned
                    && !main.run(SeccompData.of(SeccompArch.X86_64, nr)).equals(Verdict.ENOSYS)) {
                wrong.add(nr);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void negativeNumbersAnswerEnosys() {
        for (int nr : new int[] {-1, Integer.MIN_VALUE, Integer.MIN_VALUE + 1}) {
            assertThat(main.run(SeccompData.of(SeccompArch.X86_64, nr))).isEqualTo(Verdict.ENOSYS);
        }
    }

    @Test
    void theWholeX32RangeKills() {
        for (int nr : new int[] {X32, X32 + 1, X32 + 39, X32 + 520, Integer.MAX_VALUE}) {
            assertThat(main.run(SeccompData.of(SeccompArch.X86_64, nr)))
                    .isEqualTo(Verdict.KILL_PROCESS);
        }
    }

    @Test
    void everyFilterKillsForeignArchitectures() {
        for (BpfSimulator filter : List.of(main, ioctl, noSpawn)) {
            for (int arch : new int[] {I386, SeccompArch.AARCH64.audit(), 0, -1}) {
                for (int nr = 0; nr < 500; nr++) {
                    assertThat(filter.run(new SeccompData(nr, arch, 0, List.of())))
                            .isEqualTo(Verdict.KILL_PROCESS);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0x00000000, ALLOW", // fork by clone
        "0x00004111, ALLOW", // CLONE_VM|CLONE_VFORK|SIGCHLD
        "0x003d0f00, ALLOW", // pthread_create
        "0x00020000, EPERM", // NEWNS
        "0x02000000, EPERM", // NEWCGROUP
        "0x04000000, EPERM", // NEWUTS
        "0x08000000, EPERM", // NEWIPC
        "0x10000000, EPERM", // NEWUSER
        "0x20000000, EPERM", // NEWPID
        "0x40000000, EPERM", // NEWNET
        "0x7e020011, EPERM",
    })
    void cloneRefusesEveryNamespace(String flags, String verdict) {
        long value = Long.decode(flags);
        assertThat(ask("clone", value)).isEqualTo(named(verdict));
        assertThat(ask("clone", DIRTY | value)).isEqualTo(named(verdict));
    }

    @ParameterizedTest
    @CsvSource({
        "0, ALLOW",
        "0x200, ALLOW", // FS
        "0x400, ALLOW", // FILES
        "0x40000, ALLOW", // SYSVSEM
        "0x40600, ALLOW",
        "0x80, EPERM", // NEWTIME
        "0x20000, EPERM",
        "0x10000000, EPERM",
        "0x10000200, EPERM",
        "0x100000000, EPERM", // a flag of some later kernel
    })
    void unshareOnlyUndoesSharingAmongThreads(String flags, String verdict) {
        assertThat(ask("unshare", Long.decode(flags))).isEqualTo(named(verdict));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 0, ALLOW",
        "1, 2, 0, ALLOW",
        "1, 5, 0, ALLOW",
        "2, 1, 0, ALLOW",
        "2, 1, 6, ALLOW",
        "2, 0x80801, 6, ALLOW", // with CLOEXEC and NONBLOCK
        "2, 2, 0, ALLOW",
        "2, 2, 17, ALLOW",
        "10, 1, 6, ALLOW",
        "10, 2, 17, ALLOW",
        "16, 3, 0, ALLOW", // NETLINK_ROUTE
        "16, 2, 0, ALLOW",
        "2, 1, 262, EPERM", // MPTCP
        "10, 1, 262, EPERM",
        "2, 1, 132, EPERM", // SCTP
        "2, 5, 132, EPERM",
        "2, 6, 33, EPERM", // DCCP
        "2, 2, 136, EPERM", // UDPLITE
        "2, 2, 1, EPERM", // ping
        "10, 2, 58, EPERM",
        "2, 3, 255, EPERM", // raw
        "2, 3, 6, EPERM",
        "2, 10, 0, EPERM", // SOCK_PACKET
        "2, 1, 17, EPERM",
        "2, 2, 6, EPERM",
        "16, 3, 4, EPERM", // SOCK_DIAG
        "16, 3, 6, EPERM", // XFRM
        "16, 3, 9, EPERM", // AUDIT
        "16, 3, 12, EPERM", // NETFILTER
        "40, 1, 0, EPERM", // VSOCK
        "0, 1, 0, EAFNOSUPPORT",
        "17, 3, 0, EAFNOSUPPORT", // PACKET
        "38, 5, 0, EAFNOSUPPORT", // ALG
        "39, 1, 0, EAFNOSUPPORT",
        "41, 1, 0, EAFNOSUPPORT",
        "44, 3, 0, EAFNOSUPPORT", // XDP
        "45, 1, 0, EAFNOSUPPORT",
    })
    void socketsAreLimitedByFamilyTypeAndProtocol(
            int family, String type, int protocol, String verdict) {
        long kind = Long.decode(type);
        assertThat(ask("socket", (long) family, kind, (long) protocol)).isEqualTo(named(verdict));
        assertThat(ask("socket", DIRTY | family, DIRTY | kind, DIRTY | protocol))
                .isEqualTo(named(verdict));
    }

    @Test
    void onlyUnixSocketsComeInPairs() {
        assertThat(ask("socketpair", DIRTY | 1, 1L, 0L)).isEqualTo(Verdict.ALLOW);
        assertThat(ask("socketpair", 2L, 1L, 0L)).isEqualTo(Verdict.EAFNOSUPPORT);
        assertThat(ask("socketpair", 30L, 1L, 0L)).isEqualTo(Verdict.EAFNOSUPPORT);
    }

    @Test
    void dataNeverLeavesWithTheFirstPacket() {
        long fastOpen = 0x20000000L;
        assertThat(ask("sendto", 3L, 0L, 0L, DIRTY | fastOpen)).isEqualTo(Verdict.EPERM);
        assertThat(ask("sendmmsg", 3L, 0L, 0L, fastOpen | 0x4000)).isEqualTo(Verdict.EPERM);
        assertThat(ask("sendmsg", 3L, 0L, fastOpen)).isEqualTo(Verdict.EPERM);
        assertThat(ask("sendmsg", 3L, 0L, 0x4000L)).isEqualTo(Verdict.ALLOW);
        assertThat(ask("sendto", 3L, fastOpen, fastOpen, 0L)).isEqualTo(Verdict.ALLOW);
        assertThat(ask("setsockopt", 3L, DIRTY | 6, DIRTY | 30)).isEqualTo(Verdict.EPERM);
        assertThat(ask("setsockopt", 3L, 6L, 1L)).isEqualTo(Verdict.ALLOW);
        assertThat(ask("setsockopt", 3L, 1L, 30L)).isEqualTo(Verdict.ALLOW);
    }

    @ParameterizedTest
    @CsvSource({
        "0, ALLOW",
        "0xffffffff, ALLOW",
        "0x0008, EPERM", // PER_LINUX32
        "0x20000, EPERM", // UNAME26
        "0x40000, EPERM", // ADDR_NO_RANDOMIZE
        "0x400000, EPERM", // READ_IMPLIES_EXEC
    })
    void thePersonalityIsTheDefaultOne(String persona, String verdict) {
        assertThat(ask("personality", Long.decode(persona))).isEqualTo(named(verdict));
        assertThat(ask("personality", DIRTY | Long.decode(persona))).isEqualTo(named(verdict));
    }

    @ParameterizedTest
    @CsvSource({
        "0100644, ALLOW",
        "0000644, ALLOW",
        "0010600, ALLOW",
        "0140600, ALLOW",
        "0020666, EPERM",
        "0060666, EPERM",
        "0040755, EPERM",
        "0120777, EPERM",
    })
    void deviceNodesCannotBeMade(String mode, String verdict) {
        long value = Long.decode(mode);
        assertThat(ask("mknod", 0L, DIRTY | value)).isEqualTo(named(verdict));
        assertThat(ask("mknodat", 0L, 0L, value)).isEqualTo(named(verdict));
        assertThat(ask("mknodat", 0L, 0020666L, value)).isEqualTo(named(verdict));
    }

    @ParameterizedTest
    @CsvSource({
        "chmod, 0, 04755, 0, 0, EPERM",
        "chmod, 0, 02755, 0, 0, EPERM",
        "chmod, 0, 01777, 0, 0, ALLOW",
        "fchmod, 3, 06644, 0, 0, EPERM",
        "fchmodat, 3, 0, 04000, 0, EPERM",
        "fchmodat, 3, 04000, 0755, 0, ALLOW",
        "creat, 0, 04755, 0, 0, EPERM",
        "open, 0, 0101, 04755, 0, EPERM",
        "open, 0, 01, 04755, 0, ALLOW",
        "openat, 3, 0, 0101, 02755, EPERM",
        "openat, 3, 0, 020200002, 04600, EPERM",
        "openat, 3, 0, 0101, 0755, ALLOW",
        "mknod, 0, 0104644, 0, 0, EPERM",
        "mknodat, 3, 0, 0102644, 0, EPERM",
        "openat2, 3, 0, 0, 0, ENOSYS",
    })
    void setIdBitsCannotBeGivenToAFile(
            String call, String a0, String a1, String a2, String a3, String verdict) {
        Long[] clean = {Long.decode(a0), Long.decode(a1), Long.decode(a2), Long.decode(a3)};
        Long[] dirty = new Long[4];
        for (int i = 0; i < 4; i++) {
            dirty[i] = DIRTY | clean[i];
        }
        assertThat(ask(call, clean)).isEqualTo(named(verdict));
        assertThat(ask(call, dirty)).isEqualTo(named(verdict));
    }

    @Test
    void archPrctlSetsThreadBasesButNotCpuidFaulting() {
        assertThat(ask("arch_prctl", 0x1002L)).isEqualTo(Verdict.ALLOW);
        assertThat(ask("arch_prctl", 0x1023L)).isEqualTo(Verdict.ALLOW);
        assertThat(ask("arch_prctl", DIRTY | 0x1012)).isEqualTo(Verdict.EPERM);
        assertThat(ask("arch_prctl", 0x2001L)).isEqualTo(Verdict.EPERM);
    }

    @ParameterizedTest
    @CsvSource({
        "0x5412, EPERM", // TIOCSTI
        "0x541C, EPERM", // TIOCLINUX
        "0x5423, EPERM", // TIOCSETD
        "0x5401, ALLOW", // TCGETS
        "0x5413, ALLOW", // TIOCGWINSZ
        "0x40045431, ALLOW", // TIOCSPTLCK
        "0x5422, ALLOW",
        "0x5424, ALLOW",
    })
    void terminalInjectionIsRefusedWhateverTheUpperWordSays(String request, String verdict) {
        int nr = number("ioctl");
        for (long upper : new long[] {0, 1L << 32, DIRTY, -1L << 32}) {
            SeccompData call =
                    SeccompData.of(SeccompArch.X86_64, nr, 0L, upper | Long.decode(request));
            assertThat(main.run(call).and(ioctl.run(call))).isEqualTo(named(verdict));
        }
    }

    @Test
    void theIoctlFilterLeavesOtherCallsAlone() {
        for (SyscallTable.Entry entry : profile.table().entries()) {
            if (!entry.name().equals("ioctl")) {
                assertThat(
                                ioctl.run(
                                        SeccompData.of(
                                                SeccompArch.X86_64, entry.number(), 0L, 0x5412L)))
                        .isEqualTo(Verdict.ALLOW);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "fork, 0, USER_NOTIF",
        "vfork, 0, USER_NOTIF",
        "clone, 0x11, USER_NOTIF",
        "clone, 0x4111, USER_NOTIF",
        "clone, 0x003d0f00, ALLOW", // a thread
        "clone, 0x10000011, ERRNO", // refused by the allowlist, so never reported
        "clone3, 0, ERRNO",
        "execve, 0, ALLOW",
        "read, 0, ALLOW",
    })
    void withoutSpawningEveryNewProcessIsReportedAndThreadsPass(
            String call, String flags, Verdict.Action action) {
        SeccompData data =
                SeccompData.of(SeccompArch.X86_64, number(call), DIRTY | Long.decode(flags));
        assertThat(main.run(data).and(ioctl.run(data)).and(noSpawn.run(data)).action())
                .isEqualTo(action);
    }

    @Test
    void theAssembledProgramEqualsADirectEvaluation() {
        SyscallTable table = profile.table();
        Set<String> unconditional = new HashSet<>(table.base());
        unconditional.add("mseal");
        Random random = new Random(20_260_101);
        int[] numbers = table.entries().stream().mapToInt(SyscallTable.Entry::number).toArray();
        for (int i = 0; i < 200_000; i++) {
            int nr =
                    switch (random.nextInt(8)) {
                        case 0 -> random.nextInt();
                        case 1 -> random.nextInt(1100);
                        default -> numbers[random.nextInt(numbers.length)];
                    };
            int arch = random.nextInt(50) == 0 ? I386 : SeccompArch.X86_64.audit();
            long[] args = new long[6];
            Long[] boxed = new Long[6];
            for (int j = 0; j < 6; j++) {
                args[j] = interesting(random);
                boxed[j] = args[j];
            }
            SeccompData data = new SeccompData(nr, arch, 0, List.of(boxed));
            assertThat(main.run(data))
                    .as("%s", data)
                    .isEqualTo(PolicyText.evaluate(table, unconditional, nr, arch, args));
        }
    }

    private static long interesting(Random random) {
        long low =
                switch (random.nextInt(4)) {
                    case 0 -> random.nextInt(300);
                    case 1 -> 1L << random.nextInt(32);
                    case 2 -> 0x1000 + random.nextInt(64);
                    default -> random.nextInt() & 0xFFFFFFFFL;
                };
        return random.nextInt(3) == 0 ? low | (long) random.nextInt() << 32 : low;
    }

    @ParameterizedTest
    @EnumSource(Toggle.class)
    void aToggleWidensAndNeverNarrows(Toggle toggle) {
        BpfSimulator widened =
                BpfSimulator.load(
                        AgentProfile.with(SeccompArch.X86_64, EnumSet.of(toggle)).mainFilter());
        int gained = 0;
        for (int nr = 0; nr < 480; nr++) {
            for (int low = 0; low < 20 * 4 * 3; low++) {
                SeccompData data =
                        SeccompData.of(
                                SeccompArch.X86_64,
                                nr,
                                (long) (low / 12),
                                (long) (low / 3 % 4),
                                (long) (low % 3));
                Verdict verdict = widened.run(data);
                if (main.run(data).equals(Verdict.ALLOW)) {
                    assertThat(verdict).isEqualTo(Verdict.ALLOW);
                } else if (verdict.equals(Verdict.ALLOW)) {
                    gained++;
                }
            }
        }
        assertThat(gained).isPositive();
    }

    @Test
    void debuggersMayTurnOffAddressRandomization() {
        BpfSimulator debug =
                BpfSimulator.load(
                        AgentProfile.with(SeccompArch.X86_64, EnumSet.of(Toggle.DEBUG))
                                .mainFilter());
        assertThat(debug.run(SeccompData.of(SeccompArch.X86_64, number("personality"), 0x40000L)))
                .isEqualTo(Verdict.ALLOW);
        assertThat(debug.run(SeccompData.of(SeccompArch.X86_64, number("personality"), 0x400000L)))
                .isEqualTo(Verdict.EPERM);
    }

    @Test
    void thePolicyHoldsOnAarch64WithItsOwnNumbers() {
        AgentProfile arm = AgentProfile.agentDefault(SeccompArch.AARCH64);
        BpfSimulator filter = BpfSimulator.load(arm.mainFilter());
        SyscallTable table = arm.table();
        assertThat(table.number("openat")).hasValue(56);
        assertThat(table.number("fork")).isEmpty();
        assertThat(filter.run(SeccompData.of(SeccompArch.AARCH64, 56))).isEqualTo(Verdict.ALLOW);
        assertThat(filter.run(SeccompData.of(SeccompArch.AARCH64, 117))).isEqualTo(Verdict.EPERM);
        assertThat(filter.run(SeccompData.of(SeccompArch.AARCH64, 220, 0x10000011L)))
                .isEqualTo(Verdict.EPERM);
        assertThat(filter.run(SeccompData.of(SeccompArch.AARCH64, 435))).isEqualTo(Verdict.ENOSYS);
        assertThat(filter.run(SeccompData.of(SeccompArch.X86_64, 0)))
                .isEqualTo(Verdict.KILL_PROCESS);
        assertThat(
                        BpfSimulator.load(arm.noSpawnFilter())
                                .run(SeccompData.of(SeccompArch.AARCH64, 220, 17L)))
                .isEqualTo(Verdict.NOTIFY);
    }

    @Test
    void everyProgramFitsAndIsReproducible() {
        AgentProfile again = AgentProfile.agentDefault(SeccompArch.X86_64);
        assertThat(profile.mainFilter().instructions()).isLessThan(1024);
        assertThat(again.mainFilter().sha256()).isEqualTo(profile.mainFilter().sha256());
        assertThat(profile.mainFilter().bytes()).hasSize(profile.mainFilter().instructions() * 8);
    }

    private static Verdict named(String name) {
        return switch (name) {
            case "ALLOW" -> Verdict.ALLOW;
            case "EPERM" -> Verdict.EPERM;
            case "ENOSYS" -> Verdict.ENOSYS;
            case "EAFNOSUPPORT" -> Verdict.EAFNOSUPPORT;
            default -> throw new IllegalArgumentException(name);
        };
    }
}
