package io.bailiwick.acceptance.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.ExecRequest;
import io.bailiwick.ExecResult;
import io.bailiwick.Execution;
import io.bailiwick.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Standard input and the two streams of output. */
class StreamsTest extends LocalSandboxes {

    @Test
    void bothStreamsComeApart() {
        ExecResult result = create().run("echo out; echo err >&2; echo out2");

        assertThat(result.stdout()).isEqualTo("out\nout2\n");
        assertThat(result.stderr()).isEqualTo("err\n");
    }

    @Test
    void tenMegabytesArriveWhole() throws NoSuchAlgorithmException {
        ExecResult result =
                create().run("head -c 10485760 /dev/urandom | tee /tmp/x; sha256sum < /tmp/x >&2");

        assertThat(result.out().size()).isEqualTo(10 << 20);
        assertThat(result.truncated()).isFalse();
        assertThat(result.stderr()).startsWith(sha256(result.out().bytes()));
    }

    private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void aGigabyteIsCountedAndDoesNotFillTheHeap() {
        ExecResult result =
                create().run(
                                "head -c 1073741824 /dev/zero",
                                r -> r.timeout(NEVER).captureLimit(1 << 20));

        assertThat(result.out().total()).isEqualTo(1L << 30);
        assertThat(result.out().size()).isEqualTo(1 << 20);
        assertThat(result.truncated()).isTrue();
        assertThat(result.usage().outputBytes()).isEqualTo(1L << 30);
    }

    @Test
    void bothStreamsFloodedDoNotBlockEachOther() {
        ExecResult result =
                create().run(
                                "head -c 50000000 /dev/zero & head -c 50000000 /dev/zero >&2; wait",
                                r -> r.timeout(NEVER).captureLimit(100));

        assertThat(result.out().total()).isEqualTo(50_000_000);
        assertThat(result.err().total()).isEqualTo(50_000_000);
    }

    @Test
    void aSlowSinkSlowsTheProgramAndNotTheHeap() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        AtomicLong taken = new AtomicLong();
        Sandbox sandbox = create();
        Execution execution =
                sandbox.spawn(
                        ExecRequest.builder()
                                .command("head -c 100000000 /dev/zero; echo done >&2")
                                .captureLimit(100)
                                .onStdout(bytes -> {
                                    try {
                                        open.await();
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                    taken.addAndGet(bytes.remaining());
                                })
                                .build());
        assertThat(sh(sandbox, "head -c 100000000 /dev/zero | wc -c")).isEqualTo("100000000\n");
        assertThat(execution.poll()).as("still blocked on the sink").isEmpty();
        open.countDown();

        assertThat(execution.join().stderr()).isEqualTo("done\n");
        assertThat(taken).hasValue(100_000_000);
    }

    @Test
    void muchInputReachesASlowReader() {
        byte[] input = new byte[20_000_000];
        ExecResult result = create().run("sleep 1; wc -c", r -> r.stdin(input).timeout(NEVER));

        assertThat(result.stdout()).isEqualTo("20000000\n");
    }

    @Test
    void inputThatNobodyReadsDoesNotHang() {
        ExecResult result =
                create().run("exit 4", r -> r.stdin(new byte[50_000_000]).timeout(NEVER));

        assertThat(result.exitCode()).isEqualTo(4);
    }

    @Test
    void anEndlessStreamAsInputEndsWithTheProgram() {
        InputStream endless =
                new InputStream() {
                    @Override
                    public int read() {
                        return 'x';
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) {
                        return length;
                    }
                };
        ExecResult result =
                create().run("head -c 5000000 | wc -c", r -> r.stdin(endless).timeout(NEVER));

        assertThat(result.stdout()).isEqualTo("5000000\n");
    }

    @Test
    void writingToAProgramThatHasEndedFailsOrIsDropped() throws IOException {
        Execution execution =
                create().spawn(ExecRequest.builder().argv("true").stdinPipe().build());
        execution.join();
        try (OutputStream stdin = execution.stdin()) {
            stdin.write(new byte[5_000_000]);
        } catch (IOException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
        assertThat(execution.join().exitCode()).isZero();
    }

    @Test
    void aSingleLineWithoutEndIsDelivered() {
        assertThat(create().run("printf '%0100000d' 7").stdout()).hasSize(100_000).endsWith("7");
    }

    @Test
    void aTimeoutKeepsTheOutputOfBothStreams() {
        ExecResult result =
                create().run(
                                "echo a; echo b >&2; head -c 3000000 /dev/zero; sleep 1000",
                                r -> r.timeout(Duration.ofSeconds(2)));

        assertThat(result.timedOut()).isTrue();
        assertThat(result.out().total()).isEqualTo(3_000_002);
        assertThat(result.stderr()).isEqualTo("b\n");
    }
}
