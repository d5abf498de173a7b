package io.bailiwick.acceptance.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.Breach;
import io.bailiwick.ExecRequest;
import io.bailiwick.ExecResult;
import io.bailiwick.Outcome;
import io.bailiwick.Sandbox;
import io.bailiwick.acceptance.sandbox.LocalSandboxes;
import io.bailiwick.policy.FilesystemConfig;
import io.bailiwick.policy.FilesystemMode;
import io.bailiwick.policy.ResourceLimits;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Each limit holds for all processes together and says so when it ends something. */
class LimitsTest extends LocalSandboxes {

    private static Breach breach(ExecResult result) {
        assertThat(result.outcome())
                .as("%s%n%s", result.stdout(), result.stderr())
                .isInstanceOf(Outcome.LimitBreached.class);
        return ((Outcome.LimitBreached) result.outcome()).breach();
    }

    private static ResourceLimits.Builder limit() {
        return ResourceLimits.builder();
    }

    private static final String HOG =
            "python3 -c 'b = bytearray(%d << 20); import time; time.sleep(20)'";

    @Test
    void memoryBeyondTheLimitIsEndedAndNamed() {
        Sandbox sandbox = create(limits(limit().maxMemoryMb(128)));
        ExecResult result = sandbox.run("exec " + HOG.formatted(400), r -> r.timeout(NEVER));

        assertThat(breach(result).limit()).isEqualTo("max_memory_mb");
        assertThat(breach(result).allowed()).isEqualByComparingTo("128");
        assertThat(breach(result).used()).isGreaterThanOrEqualTo(BigDecimal.valueOf(128));
        assertThat(result.toSandboxResult().stderr())
                .containsPattern(
                        "\\[sandbox] killed: Memory limit exceeded: [0-9.]+ MiB used, limit is 128"
                                + " MiB");
        assertThat(result.exitCode()).isEqualTo(-9);
        assertThat(sh(sandbox, "echo usable")).isEqualTo("usable\n");
    }

    @Test
    void memoryOfChildrenCountsTogether() {
        String children = (HOG.formatted(80) + " & ").repeat(4) + "wait";
        ExecResult result =
                create(limits(limit().maxMemoryMb(200))).run(children, r -> r.timeout(NEVER));

        assertThat(breach(result).limit()).isEqualTo("max_memory_mb");
    }

    @Test
    void memoryBelowTheLimitIsAvailable() {
        Sandbox sandbox = create(limits(limit().maxMemoryMb(256)));

        assertThat(python(sandbox, "b = bytearray(180 << 20); print(len(b) >> 20)"))
                .isEqualTo("180\n");
    }

    @Test
    void theOutputOfAMemoryKillSaysTheLimitAndNotTheProgram() {
        ExecResult result =
                create(limits(limit().maxMemoryMb(64)))
                        .run(
                                "echo before; " + HOG.formatted(300) + "; echo after",
                                r -> r.timeout(NEVER));

        assertThat(breach(result).limit()).isEqualTo("max_memory_mb");
        assertThat(result.stdout()).startsWith("before\n");
    }

    @Test
    void processesBeyondTheLimitAreRefusedByTheKernel() {
        String program =
                """
                import os, time
                made = 0
                try:
                    for _ in range(200):
                        if os.fork() == 0: time.sleep(1000)
                        made += 1
                except OSError as e: print(e.errno)
                print(made)
                """;
        Sandbox sandbox = create(limits(limit().maxPids(20)));
        Sandbox neighbour = create(limits(limit().maxPids(20)));

        assertThat(python(sandbox, program)).isEqualTo("11\n19\n");
        assertThat(python(neighbour, program)).isEqualTo("11\n19\n");
    }

    @Test
    void threadsCountAsProcesses() {
        String program =
                """
                import threading, time
                made = 0
                try:
                    for _ in range(200):
                        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
                        made += 1
                except RuntimeError: pass
                print(made, flush=True)
                import os
                os._exit(0)
                """;

        assertThat(python(create(limits(limit().maxPids(20))), program)).isEqualTo("19\n");
    }

    @Test
    void aForkBombLeavesTheSandboxUsable() {
        Sandbox sandbox = create(limits(limit().maxPids(64)));
        ExecResult result =
                sandbox.exec(
                        ExecRequest.builder()
                                .argv("python3", "-")
                                .stdin(
                                        """
                                        import os
                                        while True:
                                            try: os.fork()
                                            except OSError: pass
                                        """)
                                .timeout(Duration.ofSeconds(2))
                                .build());

        assertThat(result.timedOut()).isTrue();
        assertThat(result.duration()).isLessThan(Duration.ofSeconds(5));
        assertThat(sh(sandbox, "echo usable")).isEqualTo("usable\n");
    }

    @Test
    void aBusyLoopIsEndedNearTheLimit() {
        ExecResult result =
                create(limits(limit().maxCpuSeconds(1)))
                        .run("while :; do :; done", r -> r.timeout(NEVER));

        assertThat(breach(result).limit()).isEqualTo("max_cpu_seconds");
        assertThat(breach(result).used()).isBetween(BigDecimal.ONE, new BigDecimal("2"));
        assertThat(result.toSandboxResult().stderr())
                .containsPattern("killed: CPU limit exceeded: [12]\\.\\d\\ds used, limit is 1.00s");
        // The kernel ends it by whole ticks, which on a busy host count more than the time used.
        assertThat(result.usage().cpu()).isBetween(Duration.ofMillis(500), Duration.ofSeconds(2));
    }

    @Test
    void whoeverIgnoresTheSignalOfTheLimitIsEndedAllTheSame() {
        String program =
                """
                import signal
                signal.signal(signal.SIGXCPU, signal.SIG_IGN)
                while True: pass
                """;

        ExecResult result =
                create(limits(limit().maxCpuSeconds(1)))
                        .run("python3 -c '" + program + "'", r -> r.timeout(NEVER));

        assertThat(breach(result).limit()).isEqualTo("max_cpu_seconds");
        assertThat(result.usage().cpu()).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void cpuTimeOfGrandchildrenCounts() {
        String program =
                """
                import os, signal, time
                signal.signal(signal.SIGCHLD, signal.SIG_IGN)
                for _ in range(2):
                    if os.fork() == 0:
                        if os.fork() == 0:
                            while True: pass
                        os._exit(0)
                time.sleep(1000)
                """;
        ExecResult result = runPython(create(limits(limit().maxCpuSeconds(1.5))), program);

        assertThat(breach(result).limit()).isEqualTo("max_cpu_seconds");
        assertThat(breach(result).used()).isLessThan(new BigDecimal("3"));
    }

    @Test
    void cpuTimeOfManyShortProcessesCounts() {
        ExecResult result =
                create(limits(limit().maxCpuSeconds(1)))
                        .run("while :; do /bin/true; done", r -> r.timeout(NEVER));

        assertThat(breach(result).limit()).isEqualTo("max_cpu_seconds");
        assertThat(result.duration()).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void sleepingUsesNoCpu() {
        ExecResult result = create(limits(limit().maxCpuSeconds(1))).run("sleep 3");

        assertThat(result.outcome()).isEqualTo(new Outcome.Exited(0));
        assertThat(result.usage().cpu()).isLessThan(Duration.ofMillis(300));
        assertThat(result.duration()).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void theCpuLimitIsPerExecution() {
        Sandbox sandbox = create(limits(limit().maxCpuSeconds(1)));
        String work =
                "import time\nend = time.process_time() + 0.7\nwhile time.process_time() < end: pass\n";

        for (int i = 0; i < 3; i++) {
            assertThat(runPython(sandbox, work).outcome()).isEqualTo(new Outcome.Exited(0));
        }
    }

    @Test
    void wallClockOfTheCapabilityEndsACommand() {
        ExecResult result =
                create(limits(limit().maxWallSeconds(0.5))).run("echo partial; sleep 1000");

        assertThat(breach(result).limit()).isEqualTo("max_wall_seconds");
        assertThat(result.toSandboxResult().stderr())
                .endsWith("\n[sandbox] killed: wall-clock timeout of 0.5s exceeded");
        assertThat(result.stdout()).isEqualTo("partial\n");
        assertThat(result.duration()).isBetween(Duration.ofMillis(500), Duration.ofMillis(2500));
    }

    @Test
    void outputBeyondTheLimitEndsACommand() {
        ExecResult result =
                create(limits(limit().maxOutputMb(2)))
                        .run("cat /dev/zero", r -> r.captureLimit(1000).timeout(NEVER));

        assertThat(breach(result).limit()).isEqualTo("max_output_mb");
        assertThat(result.out().total()).isBetween(2L << 20, 8L << 20);
        assertThat(result.toSandboxResult().stderr())
                .containsPattern("killed: Output limit exceeded: [0-9.]+ MiB used, limit is 2 MiB");
    }

    @Test
    void outputOfBothStreamsCountsTogether() {
        ExecResult result =
                create(limits(limit().maxOutputMb(2)))
                        .run(
                                "head -c 1500000 /dev/zero; head -c 1500000 /dev/zero >&2; sleep 1000",
                                r -> r.timeout(NEVER));

        assertThat(breach(result).limit()).isEqualTo("max_output_mb");
    }

    @Test
    void scratchIsFullAtTheLimit() {
        Sandbox sandbox = create(limits(limit().maxDiskMb(8).maxMemoryMb(256)));
        ExecResult result =
                sandbox.run(
                        "head -c 5M /dev/zero > /tmp/a && head -c 5M /dev/zero > /dev/shm/b; ls -l"
                                + " /tmp/a /dev/shm/b");

        assertThat(result.stderr()).contains("No space left on device");
        assertThat(
                        sh(sandbox, "cat /tmp/a /dev/shm/b /var/tmp/* $HOME/* 2>/dev/null | wc -c")
                                .strip())
                .satisfies(n -> assertThat(Long.parseLong(n)).isBetween(5L << 20, 8L << 20));
    }

    @Test
    void manyEmptyFilesAreRefusedToo() {
        ExecResult result =
                runPython(
                        create(limits(limit().maxDiskMb(8).maxMemoryMb(256))),
                        "for i in range(100000): open(f'/tmp/{i}', 'w').close()");

        assertThat(result.stderr()).contains("No space left on device");
    }

    @Test
    void aLayerThatGrowsBeyondTheLimitEndsTheCommand() throws IOException {
        String data = beside("data").toString();
        Sandbox sandbox =
                create(
                        capability()
                                .filesystemConfig(
                                        FilesystemConfig.builder()
                                                .mode(FilesystemMode.READ_WRITE)
                                                .readPaths(data)
                                                .build())
                                .resourceLimits(limit().maxDiskMb(16).build())
                                .build());
        ExecResult result =
                sandbox.run(
                        "head -c 64M /dev/zero > " + data + "/big; sleep 1000",
                        r -> r.timeout(NEVER));

        assertThat(breach(result).limit()).isEqualTo("max_disk_mb");
    }

    @Test
    void openFilesEndAtTheLimit() {
        ExecResult result =
                runPython(
                        create(limits(limit().maxOpenFiles(64))),
                        """
                        import os
                        opened = []
                        try:
                            while True: opened.append(os.open('/dev/null', 0))
                        except OSError as e: print(e.errno, max(opened) + 1)
                        """);

        assertThat(result.stdout()).isEqualTo("24 64\n");
    }

    @Test
    void limitsCannotBeRaisedFromInside() {
        String program =
                """
                import resource
                for r in (resource.RLIMIT_NPROC, resource.RLIMIT_NOFILE, resource.RLIMIT_CPU, resource.RLIMIT_CORE):
                    soft, hard = resource.getrlimit(r)
                    try:
                        resource.setrlimit(r, (hard + 1, hard + 1))
                        print('raised', r)
                    except (ValueError, OSError): print('refused', hard - soft <= 1)
                """;

        assertThat(python(create(), program)).isEqualTo("refused True\n".repeat(4));
    }

    /** The control is the same program on the bare host, where all of it may be reserved. */
    @Test
    void aProgramReservesNoMoreThanAQuarterOfItsAddressSpace() throws Exception {
        String program =
                """
                import ctypes
                libc = ctypes.CDLL(None, use_errno=True)
                libc.mmap.restype = ctypes.c_void_p
                libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
                def reserve(tebibytes):
                    at = libc.mmap(None, tebibytes << 40, 0, 0x4022, -1, 0)  # private, anonymous, no reserve
                    return ctypes.get_errno() if at == ctypes.c_void_p(-1).value else 'reserved'
                print(reserve(20), reserve(64))
                """;
        Process host = new ProcessBuilder("python3", "-c", program).start();

        assertThat(new String(host.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("reserved reserved\n");
        assertThat(python(create(), program)).isEqualTo("reserved 12\n");
    }
}
