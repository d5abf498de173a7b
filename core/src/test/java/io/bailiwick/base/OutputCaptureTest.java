package io.bailiwick.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bailiwick.OutputSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OutputCaptureTest {

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void theBeginningIsKeptAndAllIsCounted() {
        OutputCapture capture = new OutputCapture(5, OutputSink.NONE);
        capture.accept(bytes("abc"));
        capture.accept(bytes("defg"));
        capture.end();

        assertThat(capture.captured().text()).isEqualTo("abcde");
        assertThat(capture.captured().total()).isEqualTo(7);
        assertThat(capture.captured().truncated()).isTrue();
    }

    @Test
    void theSinkReceivesWhatIsNotKeptToo() {
        StringBuilder received = new StringBuilder();
        OutputCapture capture =
                new OutputCapture(
                        2, buffer -> received.append(StandardCharsets.US_ASCII.decode(buffer)));
        capture.accept(bytes("abc"));
        capture.accept(bytes("def"));

        assertThat(received).hasToString("abcdef");
    }

    @Test
    void aSinkThatThrewIsNotCalledAgain() {
        StringBuilder calls = new StringBuilder();
        OutputCapture capture =
                new OutputCapture(
                        100,
                        buffer -> {
                            calls.append('x');
                            throw new IOException("gone");
                        });
        capture.accept(bytes("abc"));
        capture.accept(bytes("def"));

        assertThat(calls).hasToString("x");
        assertThat(capture.captured().text()).isEqualTo("abcdef");
    }

    @Test
    void nothingIsTakenAfterTheEnd() {
        OutputCapture capture = new OutputCapture(100, OutputSink.NONE);
        capture.accept(bytes("abc"));
        capture.end();
        capture.accept(bytes("late"));

        assertThat(capture.captured().total()).isEqualTo(3);
    }

    @Test
    void everyReaderStartsAtTheBeginning() throws IOException {
        OutputCapture capture = new OutputCapture(100, OutputSink.NONE);
        capture.accept(bytes("abc"));
        capture.end();

        assertThat(capture.stream().readAllBytes()).asString().isEqualTo("abc");
        assertThat(capture.stream().readAllBytes()).asString().isEqualTo("abc");
    }

    @Test
    void aReaderWaitsForMore() throws IOException {
        OutputCapture capture = new OutputCapture(1 << 20, OutputSink.NONE);
        Thread writer =
                Thread.ofVirtual()
                        .unstarted(() -> {
                            for (int i = 0; i < 1000; i++) {
                                capture.accept(bytes("0123456789"));
                            }
                            capture.end();
                        });
        InputStream reader = capture.stream();
        writer.start();

        assertThat(reader.readAllBytes()).hasSize(10_000);
    }

    @Test
    void aReaderEndsAtTheLimitAlthoughTheOutputGoesOn() throws IOException {
        OutputCapture capture = new OutputCapture(4, OutputSink.NONE);
        capture.accept(bytes("abcdef"));

        assertThat(capture.stream().readAllBytes()).asString().isEqualTo("abcd");
    }

    @Test
    void anInterruptedReaderSaysSo() {
        OutputCapture capture = new OutputCapture(4, OutputSink.NONE);
        CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedIOException.class)
                    .isThrownBy(() -> capture.stream().read());
            stillInterrupted.complete(Thread.currentThread().isInterrupted());
        });

        assertThat(stillInterrupted.join()).isTrue();
    }
}
