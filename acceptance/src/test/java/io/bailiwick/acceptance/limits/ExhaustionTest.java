package io.bailiwick.acceptance.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.ExecRequest;
import io.bailiwick.ExecResult;
import io.bailiwick.Execution;
import io.bailiwick.Outcome;
import io.bailiwick.Sandbox;
import io.bailiwick.acceptance.sandbox.LocalSandboxes;
import io.bailiwick.audit.AuditLocation;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.ResourceLimits;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RES: what a program may try to take unseen, or to take from others. */
class ExhaustionTest extends LocalSandboxes {

    private static final int REFUSALS = 200_000;

    private Sandbox oneSecond() {
        return create(limits(ResourceLimits.builder().maxCpuSeconds(1)));
    }

    /**
     * RES-10: at the lowest of priorities, asleep whenever the clock ticks, in many threads. Either
     * the account or RLIMIT_CPU ends it, whichever of the two sees more on a busy machine.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))\nwhile True: pass",
                "while True:\n end = time.perf_counter() + 0.0008\n"
                        + " while time.perf_counter() < end: pass\n time.sleep(0.0001)",
                "for _ in range(8): threading.Thread(target=lambda: sum(iter(int, 1))).start()"
            })
    void aSpinnerThatHidesIsCounted(String program) {
        ExecResult result = runPython(oneSecond(), "import os, threading, time\n" + program);

        assertThat(result.outcome()).isInstanceOf(Outcome.LimitBreached.class);
        assertThat(result.usage().cpu()).isBetween(Duration.ofMillis(300), Duration.ofSeconds(3));
    }

    /** RES-14: nobody reads, and nothing is kept that nobody reads. */
    @Test
    void aStreamThatNobodyReadsKeepsNoProgramAlive() {
        Sandbox sandbox = create();
        Execution unread =
                sandbox.spawn(
                        ExecRequest.builder()
                                .argv("cat", "/dev/zero")
                                .timeout(Duration.ofSeconds(1))
                                .build());
        unread.stdout();

        assertThat(unread.join().timedOut()).isTrue();
        assertThat(sh(sandbox, "pgrep -c cat || true")).isEqualTo("0\n");
    }

    /** RES-14: the receiver is the caller's; its program ends all the same. */
    @Test
    void aReceiverThatDoesNotReturnKeepsNoProgramAlive() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        Sandbox sandbox = create();
        Execution execution =
                sandbox.spawn(
                        ExecRequest.builder()
                                .argv("cat", "/dev/zero")
                                .onStdout(bytes -> {
                                    try {
                                        open.await();
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                })
                                .build());
        try {
            execution.kill();
            String gone = "while pgrep -x cat > /dev/null; do sleep 0.01; done; echo gone";
            assertThat(sh(sandbox, gone)).isEqualTo("gone\n");
        } finally {
            open.countDown();
        }
        assertThat(execution.join().outcome()).isEqualTo(new Outcome.Cancelled());
    }

    /** RES-16: ports are those of the sandbox's own network. */
    @Test
    void aPortThatASandboxTakesIsFreeForTheHost() throws IOException {
        try (DatagramSocket host =
                new DatagramSocket(
                        new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0))) {
            int port = host.getLocalPort();
            String program =
                    """
                    import socket
                    taken = []
                    for number in range(%1$d, %1$d + 100):
                        taken.append(socket.socket(type=socket.SOCK_DGRAM))
                        taken[-1].bind(('127.0.0.1', number %% 65536 or 1024))
                    print(len(taken))
                    """
                            .formatted(Math.min(port, 65_000));
            // The control: on the host itself the port is taken.
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> again(port)))
                    .isInstanceOf(BindException.class);

            assertThat(python(create(), program)).isEqualTo("100\n");
        }
    }

    private static void again(int port) throws IOException {
        new DatagramSocket(new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), port))
                .close();
    }

    /** RES-19: however often the kernel refuses, the audit tells it once, with the number. */
    @Test
    void refusalsWithoutEndAreOneRecord() throws IOException {
        Sandbox sandbox = create(CapabilityDeclaration.builder().build());
        long before = auditBytes();
        ExecResult result =
                runPython(
                        sandbox,
                        """
                        import os
                        for _ in range(%d):
                            try: os.fork()
                            except PermissionError: pass
                            else: os._exit(1)
                        """
                                .formatted(REFUSALS));

        assertThat(result.outcome()).isEqualTo(new Outcome.Exited(0));
        assertThat(result.denials())
                .singleElement()
                .satisfies(denial -> assertThat(denial.count()).isEqualTo(REFUSALS));
        assertThat(auditBytes() - before).isBetween(1L, 16_384L);
    }

    /** What is written of the audit; its files are made longer ahead of it, with zeros. */
    private long auditBytes() throws IOException {
        long written = 0;
        try (Stream<Path> files = Files.list(AuditLocation.in(directories().state()).records())) {
            for (Path file : files.toList()) {
                written += Files.readString(file).replace("\0", "").length();
            }
        }
        return written;
    }
}
