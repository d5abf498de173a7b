package io.bailiwick.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The writer is killed with SIGKILL at moments that the number of acknowledgements decides. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AuditCrashTest {

    private static final int ROUNDS = 6;

    @TempDir private Path directory;

    @Test
    void everyAcknowledgedRecordOutlivesItsWriter() throws IOException, InterruptedException {
        AuditFixture audit = new AuditFixture(directory);
        Random random = new Random(20260304);
        long acknowledged = 0;
        for (int round = 0; round < ROUNDS; round++) {
            acknowledged = appendAndKill(directory, random.nextInt(1, 1500));

            AuditReport report = audit.verify();
            assertThat(report.problems()).isEmpty();
            assertThat(report.records()).isBetween(acknowledged, acknowledged + 1);
            assertThat(report.chains()).isEqualTo(1);
        }
        audit.append(1);

        assertThat(audit.verify().problems()).isEmpty();
        assertThat(audit.verify().records()).isBetween(acknowledged + 1, acknowledged + 2);
    }

    @Test
    void aWriterInAnotherProcessHasAChainOfItsOwn() throws IOException, InterruptedException {
        AuditFixture audit = new AuditFixture(directory);
        Process writer = startWriter(directory);
        try (BufferedReader acknowledgements = writer.inputReader()) {
            assertThat(acknowledgements.readLine()).isEqualTo("1");
            try (AuditLog log = AuditLog.open(audit.location)) {
                assertThat(log.append(AuditFixture.destroyed("here")).chain()).isEqualTo(2);
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }

        assertThat(audit.verify().chains()).isEqualTo(2);
        assertThat(audit.verify().problems()).isEmpty();
    }

    private static Process startWriter(Path directory) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-XX:TieredStopAtLevel=1",
                        Writer.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The number of the last record that the writer was told of. */
    private static long appendAndKill(Path directory, int records)
            throws IOException, InterruptedException {
        Process writer = startWriter(directory);
        long last = 0;
        try (BufferedReader acknowledgements = writer.inputReader()) {
            for (int i = 0; i < records; i++) {
                last = Long.parseLong(acknowledgements.readLine());
            }
            // Not Process.destroyForcibly(), which closes the streams.
            assertThat(writer.toHandle().destroyForcibly()).isTrue();
            String line = acknowledgements.readLine();
            while (line != null) {
                // The last line may be cut short, which makes a smaller number of it.
                last = Math.max(last, line.isEmpty() ? 0 : Long.parseLong(line));
                line = acknowledgements.readLine();
            }
        }
        assertThat(writer.waitFor()).isEqualTo(128 + 9);
        return last;
    }

    @Test
    void anUnfinishedRecordIsNoRecordAndIsWrittenOver() throws IOException {
        AuditFixture audit = new AuditFixture(directory).append(2);
        byte[] intact = Files.readAllBytes(audit.segment(1));
        announceWithoutWriting(audit, intact.length);
        byte[] torn = new byte[SegmentFile.SIZE];
        System.arraycopy(intact, 0, torn, 0, intact.length);
        Arrays.fill(torn, intact.length + 1, intact.length + 100, (byte) 'x');
        Files.write(audit.segment(1), torn);

        assertThat(audit.verify()).isEqualTo(new AuditReport(1, 2, List.of()));
        audit.append(1);
        assertThat(audit.verify()).isEqualTo(new AuditReport(1, 3, List.of()));
        assertThat(audit.lines()).hasSize(3);
    }

    @Test
    void aRecordThatIsWrittenButNotConfirmedIsKept() throws IOException {
        AuditFixture audit = new AuditFixture(directory).append(2);
        Path head = audit.location.head(1);
        byte[] before = Files.readAllBytes(head);
        audit.append(1);
        byte[] after = Files.readAllBytes(head);
        // Record 3 is in the odd slot: from confirmed (2) back to announced (1).
        after[256 + 56] = 1;
        Files.write(head, after);

        assertThat(before).isNotEqualTo(after);
        assertThat(audit.verify()).isEqualTo(new AuditReport(1, 3, List.of()));
        audit.append(1);
        assertThat(audit.verify()).isEqualTo(new AuditReport(1, 4, List.of()));
    }

    @Test
    void aRotationThatWasCutShortIsNoProblem() throws IOException {
        AuditFixture audit = new AuditFixture(directory).append(2);
        Files.write(audit.segment(2), new byte[SegmentFile.SIZE]);

        assertThat(audit.verify().problems()).isEmpty();
        audit.appendThreeSegments();
        assertThat(audit.verify().problems()).isEmpty();
    }

    private static void announceWithoutWriting(AuditFixture audit, int length) throws IOException {
        HeadFile.open(audit.location.head(1))
                .announce(new HeadFile.Head(3, 1, length + 200, "ab".repeat(32)));
    }

    /** Appends until it is killed; prints the number of each record once it is acknowledged. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) {
            AuditLog log = AuditLog.open(AuditLocation.in(Path.of(arguments[0])));
            String padding = "x".repeat(600);
            while (true) {
                AuditReceipt receipt = log.append(AuditFixture.destroyed(padding));
                System.out.println(receipt.seq());
            }
        }
    }
}
