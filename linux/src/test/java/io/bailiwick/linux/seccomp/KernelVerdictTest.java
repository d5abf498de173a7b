package io.bailiwick.linux.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The simulator's verdicts against those of the running kernel, for calls that do no harm even when
 * they pass.
 */
class KernelVerdictTest {
    private static final int SIGSYS = 31;

    @TempDir static Path directory;

    private static Path probe = Path.of("");
    private static final AgentProfile PROFILE = AgentProfile.agentDefault(SeccompArch.X86_64);

    private record Call(String text, SeccompData data) {}

    @BeforeAll
    static void compileTheProbe() throws IOException, InterruptedException {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/cc")),
                "missing feature: C compiler at /usr/bin/cc");
        assumeTrue(
                SeccompArch.current().equals(Optional.of(SeccompArch.X86_64)),
                "missing feature: x86_64 processor");
        Path source = directory.resolve("filter_probe.c");
        try (InputStream in = KernelVerdictTest.class.getResourceAsStream("filter_probe.c")) {
            Files.copy(Objects.requireNonNull(in), source);
        }
        probe = directory.resolve("filter_probe");
        Process cc =
                new ProcessBuilder(
                                "/usr/bin/cc",
                                "-Wall",
                                "-Wextra",
                                "-Werror",
                                "-O1",
                                "-o",
                                probe.toString(),
                                source.toString())
                        .inheritIO()
                        .start();
        assertThat(cc.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(cc.exitValue()).isZero();
    }

    private static Call call(int nr, Long... args) {
        StringBuilder text = new StringBuilder(Integer.toUnsignedString(nr));
        for (int i = 0; i < 6; i++) {
            text.append(' ').append(Long.toUnsignedString(i < args.length ? args[i] : 0));
        }
        return new Call(text.toString(), SeccompData.of(SeccompArch.X86_64, nr, args));
    }

    private static Call call(String name, Long... args) {
        return call(PROFILE.table().number(name).orElseThrow(), args);
    }

    private static List<String> run(List<Call> calls, SeccompProgram... filters)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(probe.toString()));
        for (int i = 0; i < filters.length; i++) {
            Path file = directory.resolve("filter" + i);
            Files.write(file, filters[i].bytes());
            command.add(file.toString());
        }
        Path input = directory.resolve("calls");
        Path output = directory.resolve("answers");
        Files.write(input, calls.stream().map(Call::text).toList());
        Process process =
                new ProcessBuilder(command)
                        .redirectInput(input.toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
        return Files.readAllLines(output, StandardCharsets.US_ASCII);
    }

    /** Compares; an allowed call may answer anything but what the filter would say. */
    private static void compare(List<Call> calls) throws IOException, InterruptedException {
        BpfSimulator main = BpfSimulator.load(PROFILE.mainFilter());
        BpfSimulator ioctl = BpfSimulator.load(PROFILE.ioctlFilter());
        List<String> answers = run(calls, PROFILE.ioctlFilter(), PROFILE.mainFilter());
        assertThat(answers).hasSameSizeAs(calls);
        for (int i = 0; i < calls.size(); i++) {
            SeccompData data = calls.get(i).data();
            Verdict verdict = main.run(data).and(ioctl.run(data));
            String answer = answers.get(i);
            switch (verdict.action()) {
                case ERRNO ->
                        assertThat(answer).as("%s", data).isEqualTo("errno " + verdict.data());
                case KILL_PROCESS ->
                        assertThat(answer).as("%s", data).isEqualTo("signal " + SIGSYS);
                default -> assertThat(answer).as("%s", data).isNotIn("errno 38", "signal 31");
            }
        }
    }

    /**
     * {@code uretprobe} and {@code uprobe}: since Linux 6.14 no filter sees them, because the
     * trampolines that the kernel plants make them ({@code seccomp_uprobe_exception}). From
     * anywhere else they end in SIGILL.
     */
    private static boolean isBeyondFilters(int nr) {
        return nr == 335 || nr == 336;
    }

    @Test
    void everyRefusedOrUnknownNumberIsAnsweredByTheFilter() throws Exception {
        BpfSimulator main = BpfSimulator.load(PROFILE.mainFilter());
        List<Call> calls = new ArrayList<>();
        for (int nr = 0; nr < 600; nr++) {
            if (!isBeyondFilters(nr)
                    && main.run(SeccompData.of(SeccompArch.X86_64, nr)).action()
                            == Verdict.Action.ERRNO) {
                calls.add(call(nr));
            }
        }
        assertThat(calls).hasSizeGreaterThan(300);
        compare(calls);
    }

    @Test
    void theSocketTableIsAnsweredAsSimulated() throws Exception {
        List<Call> calls = new ArrayList<>();
        for (long family = 0; family <= 46; family++) {
            for (long type = 1; type <= 6; type++) {
                for (long protocol : new long[] {0, 1, 6, 17, 132, 262}) {
                    calls.add(call("socket", family, type, protocol));
                }
            }
        }
        compare(calls);
    }

    @Test
    void argumentRulesIgnoreWhatTheKernelIgnores() throws Exception {
        long dirty = 0x1_0000_0000L;
        compare(
                List.of(
                        call("clone", 0x10000011L),
                        call("clone", dirty | 0x10000011L),
                        call("unshare", 0x10000000L),
                        call("unshare", 0x200L),
                        call("unshare", dirty),
                        call("personality", 0xFFFFFFFFL),
                        call("personality", 0x40000L),
                        call("personality", dirty | 0x40000L),
                        call("mknod", 0L, 0020666L, 0L),
                        call("mknod", 0L, dirty | 0060666L, 0L),
                        call("mknod", 0L, 0100644L, 0L),
                        call("mknodat", -1L, 0L, 0010600L, 0L),
                        call("socket", dirty | 40, 1L, 0L),
                        call("socket", dirty | 2, dirty | 1, dirty | 262),
                        call("socketpair", 2L, 1L, 0L, 0L),
                        call("sendto", -1L, 0L, 0L, 0x20000000L),
                        call("sendto", -1L, 0L, 0L, 0L),
                        call("setsockopt", -1L, 6L, 30L),
                        call("setsockopt", -1L, 6L, 1L),
                        call("ioctl", -1L, 0x5412L),
                        call("ioctl", -1L, dirty | 0x5412L),
                        call("ioctl", -1L, 0x5413L),
                        call("arch_prctl", 0x1012L, 1L),
                        call("getpid"),
                        call("read", -1L),
                        call("mseal", 1L, 1L)));
    }

    @Test
    void theX32RangeKills() throws Exception {
        compare(List.of(call(0x40000000), call(0x40000027), call(0x40000208), call(0x7fffffff)));
    }

    @Test
    void thirtyTwoBitCallsKill() throws Exception {
        SeccompData data = new SeccompData(20, 0x40000003, 0, List.of());
        List<String> answers =
                run(
                        List.of(new Call("int80 20", data)),
                        PROFILE.ioctlFilter(),
                        PROFILE.mainFilter());
        assertThat(answers).containsExactly("signal " + SIGSYS);
    }
}
