package io.bailiwick.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.audit.AuditProblem.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditVerifierTest {

    @TempDir private Path directory;
    private AuditFixture audit;

    @BeforeEach
    void writeSixRecords() {
        audit = new AuditFixture(directory).append(6);
    }

    private void assertFound(Kind kind, Path file, long line) {
        assertThat(audit.verify().problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.kind()).isEqualTo(kind);
                    assertThat(problem.file()).isEqualTo(file);
                    assertThat(problem.line()).isEqualTo(line);
                });
    }

    private static String forge(long seq, String prev) {
        String body =
                "{\"kind\":\"destroyed\",\"prev\":\""
                        + prev
                        + "\",\"record\":{},\"sandbox\":\"s\",\"seq\":"
                        + seq
                        + ",\"time\":\"2026-01-01T00:00:00Z\",\"version\":1}";
        String hash = Sha256.hex(body.getBytes(StandardCharsets.US_ASCII));
        return RecordLine.join(hash, body).strip();
    }

    private static String hashOf(String line) {
        return line.substring(RecordLine.HASH_KEY.length(), RecordLine.HASH_KEY.length() + 64);
    }

    @Test
    void anUntouchedAuditIsIntact() {
        assertThat(audit.verify()).isEqualTo(new AuditReport(1, 6, List.of()));
    }

    @Test
    void anAuditThatWasNeverWrittenIsIntact() {
        AuditLocation nowhere = AuditLocation.in(directory.resolve("nowhere"));

        assertThat(AuditVerifier.verify(nowhere)).isEqualTo(new AuditReport(0, 0, List.of()));
    }

    @Test
    void anEditIsFound() throws IOException {
        List<String> lines = audit.lines();
        lines.set(2, lines.get(2).replace("reason 3", "reason 9"));
        audit.write(lines);

        assertFound(Kind.EDITED, audit.segment(1), 3);
    }

    @Test
    void anEditWithItsHashCorrectedIsFoundAtTheNextRecord() throws IOException {
        List<String> lines = audit.lines();
        lines.set(2, forge(3, hashOf(lines.get(1))));
        audit.write(lines);

        assertFound(Kind.REWRITTEN, audit.segment(1), 4);
    }

    @Test
    void anEditOfTheLastRecordWithItsHashCorrectedIsFound() throws IOException {
        List<String> lines = audit.lines();
        lines.set(5, forge(6, hashOf(lines.get(4))));
        audit.write(lines);

        assertFound(Kind.REWRITTEN, audit.segment(1), 6);
    }

    @Test
    void aChainWrittenAnewIsFound() throws IOException {
        List<String> lines = audit.lines();
        for (int i = 2; i < 6; i++) {
            lines.set(i, forge(i + 1, hashOf(lines.get(i - 1))));
        }
        audit.write(lines);

        assertFound(Kind.REWRITTEN, audit.segment(1), 6);
    }

    @Test
    void anInsertedForgeryIsFound() throws IOException {
        List<String> lines = audit.lines();
        lines.add(3, forge(4, hashOf(lines.get(2))));
        audit.write(lines);

        assertFound(Kind.INSERTED, audit.segment(1), 4);
    }

    @Test
    void aRepeatedRecordIsFound() throws IOException {
        List<String> lines = audit.lines();
        lines.add(3, lines.get(1));
        audit.write(lines);

        assertFound(Kind.INSERTED, audit.segment(1), 4);
    }

    @Test
    void anInsertedLineOfSomethingElseIsFound() throws IOException {
        List<String> lines = audit.lines();
        lines.add(3, "{\"hello\":1}");
        audit.write(lines);

        assertFound(Kind.INSERTED, audit.segment(1), 4);
    }

    @Test
    void aForgeryAtTheEndIsFound() throws IOException {
        List<String> lines = audit.lines();
        lines.add(forge(7, hashOf(lines.get(5))));
        audit.write(lines);

        assertFound(Kind.INSERTED, audit.segment(1), 7);
    }

    @Test
    void twoSwappedRecordsAreFound() throws IOException {
        List<String> lines = audit.lines();
        Collections.swap(lines, 2, 3);
        audit.write(lines);

        assertFound(Kind.REORDERED, audit.segment(1), 3);
    }

    @Test
    void aRecordMovedBackIsFound() throws IOException {
        List<String> lines = audit.lines();
        lines.add(4, lines.remove(1));
        audit.write(lines);

        assertFound(Kind.REORDERED, audit.segment(1), 5);
    }

    @Test
    void aRecordMovedToTheEndIsFound() throws IOException {
        List<String> lines = audit.lines();
        lines.add(lines.remove(1));
        audit.write(lines);

        assertFound(Kind.REORDERED, audit.segment(1), 6);
    }

    @Test
    void aRemovedRecordIsFound() throws IOException {
        List<String> lines = audit.lines();
        lines.remove(2);
        audit.write(lines);

        assertFound(Kind.REMOVED, audit.segment(1), 3);
    }

    @Test
    void aRemovedBeginningIsFound() throws IOException {
        List<String> lines = audit.lines();
        audit.write(lines.subList(2, 6));

        assertFound(Kind.REMOVED, audit.segment(1), 1);
    }

    @Test
    void aCutTailIsFound() throws IOException {
        audit.write(audit.lines().subList(0, 4));

        assertFound(Kind.CUT_TAIL, audit.segment(1), 4);
    }

    @Test
    void anEmptiedFileIsFound() throws IOException {
        audit.write(List.of());

        assertFound(Kind.CUT_TAIL, audit.segment(1), 0);
    }

    @Test
    void aDamagedLineIsFound() throws IOException {
        List<String> lines = audit.lines();
        lines.set(2, lines.get(2).substring(0, 40));
        audit.write(lines);

        assertFound(Kind.MALFORMED, audit.segment(1), 3);
    }

    @Test
    void aChangeOfSpellingIsFound() throws IOException {
        List<String> lines = audit.lines();
        lines.set(2, lines.get(2).replace("\"seq\":3", "\"seq\": 3"));
        audit.write(lines);

        assertFound(Kind.MALFORMED, audit.segment(1), 3);
    }

    @Test
    void aLostOnlyFileIsFound() throws IOException {
        Files.delete(audit.segment(1));

        assertFound(Kind.LOST_FILE, audit.segment(1), 0);
    }

    @Test
    void aLostMiddleFileIsFound() throws IOException {
        audit.appendThreeSegments();
        Files.delete(audit.segment(2));

        assertFound(Kind.LOST_FILE, audit.segment(2), 0);
    }

    @Test
    void aLostLastFileIsFound() throws IOException {
        audit.appendThreeSegments();
        Files.delete(audit.segment(3));

        assertFound(Kind.LOST_FILE, audit.segment(3), 0);
    }

    @Test
    void aLostHeadIsFound() throws IOException {
        Path head = audit.location.head(1);
        Files.delete(head);

        assertFound(Kind.LOST_HEAD, head, 0);
    }

    @Test
    void aSecondChainIsVerifiedByItself() throws IOException {
        try (AuditLog first = AuditLog.open(audit.location);
                AuditLog second = AuditLog.open(audit.location)) {
            first.append(AuditFixture.destroyed("first"));
            second.append(AuditFixture.destroyed("second"));
        }
        assertThat(audit.verify()).isEqualTo(new AuditReport(2, 8, List.of()));

        Files.delete(audit.location.segment(2, 1));
        assertFound(Kind.LOST_FILE, audit.location.segment(2, 1), 0);
    }

    @Test
    void anAuditCanBeVerifiedWhileItIsWritten() {
        try (AuditLog log = AuditLog.open(audit.location)) {
            log.append(AuditFixture.destroyed("while open"));

            assertThat(audit.verify()).isEqualTo(new AuditReport(1, 7, List.of()));
        }
    }
}
