package io.bailiwick.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bailiwick.AuditFailedException;
import io.bailiwick.Breach;
import io.bailiwick.Denial;
import io.bailiwick.Enforcement;
import io.bailiwick.Outcome;
import io.bailiwick.RefusalReason;
import io.bailiwick.SandboxEvent;
import io.bailiwick.Usage;
import io.bailiwick.policy.SandboxTier;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {

    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-03-04T05:06:07.123456789Z"), ZoneOffset.UTC);

    @TempDir private Path directory;
    private AuditFixture audit;

    @BeforeEach
    void open() {
        audit = new AuditFixture(directory);
    }

    private String recorded(SandboxEvent event) throws IOException {
        try (AuditLog log = AuditLog.open(audit.location, CLOCK)) {
            log.append(event);
        }
        assertThat(audit.verify().problems()).isEmpty();
        return audit.lines().getLast();
    }

    @Test
    void aRecordIsCanonicalJsonWithItsEnvelope() throws IOException {
        String line = recorded(new SandboxEvent.Destroyed("sandbox-1", "done"));

        assertThat(line.substring(RecordLine.HASH_KEY.length() + 64))
                .isEqualTo(
                        "\",\"kind\":\"destroyed\",\"prev\":\""
                                + "0".repeat(64)
                                + "\",\"record\":{\"reason\":\"done\"},\"sandbox\":\"sandbox-1\","
                                + "\"seq\":1,\"time\":\"2026-03-04T05:06:07.123456Z\",\"version\":1}");
    }

    @Test
    void theReceiptSaysWhereTheRecordIs() throws IOException {
        AuditReceipt receipt;
        try (AuditLog log = AuditLog.open(audit.location)) {
            log.append(AuditFixture.destroyed("first"));
            receipt = log.append(AuditFixture.destroyed("second"));
        }

        assertThat(receipt.chain()).isEqualTo(1);
        assertThat(receipt.seq()).isEqualTo(2);
        assertThat(audit.lines().get(1)).startsWith(RecordLine.HASH_KEY + receipt.hash());
    }

    @Test
    void creationIsRecordedWithPolicyPlanAndEnforcement() throws IOException {
        String line =
                recorded(
                        new SandboxEvent.Created(
                                "s",
                                "ab12",
                                SandboxTier.SECCOMP,
                                Path.of("/work"),
                                Map.of("team", "red"),
                                Map.of("root", "minimal", "mounts", List.of("/usr")),
                                List.of(
                                        Enforcement.kernel(
                                                "resource_limits.max_pids", "pids.max"))));

        assertThat(line)
                .contains("\"kind\":\"created\"")
                .contains("\"capability_sha256\":\"ab12\"")
                .contains("\"plan\":{\"mounts\":[\"/usr\"],\"root\":\"minimal\"}")
                .contains("\"class\":\"kernel\",\"control\":\"resource_limits.max_pids\"")
                .contains("\"labels\":{\"team\":\"red\"}")
                .contains("\"tier\":\"seccomp\"");
    }

    @Test
    void refusalIsRecordedWithItsReasons() throws IOException {
        String line =
                recorded(
                        new SandboxEvent.Refused(
                                "s",
                                "ab12",
                                SandboxTier.GVISOR,
                                List.of(new RefusalReason("sandbox_tier", "no runsc", "get it"))));

        assertThat(line)
                .contains("\"kind\":\"refused\"")
                .contains(
                        "{\"cause\":\"no runsc\",\"control\":\"sandbox_tier\",\"remedy\":\"get it\"}");
    }

    @Test
    void executionIsRecordedWithArgvOutcomeUsageAndDenials() throws IOException {
        String line =
                recorded(
                        new SandboxEvent.Executed(
                                "s",
                                "exec-7",
                                List.of("python3", "-c", "x"),
                                new Outcome.Signalled(15),
                                Duration.ofMillis(1500),
                                Usage.builder().cpu(Duration.ofMillis(250)).tokens(7).build(),
                                List.of(new Denial(Denial.Kind.WRITE, "/etc/x", "rule", "h", 3))));

        assertThat(line)
                .contains("\"argv\":[\"python3\",\"-c\",\"x\"]")
                .contains("\"outcome\":{\"reason\":\"ended by SIGTERM\",\"signal\":15,")
                .contains("\"exit_code\":-15")
                .contains("\"duration_us\":1500000")
                .contains("\"cpu_us\":250000")
                .contains("\"tokens\":7")
                .contains(
                        "{\"count\":3,\"kind\":\"write\",\"rule\":\"rule\",\"subject\":\"/etc/x\"}");
    }

    @Test
    void aBreachIsRecordedWithItsNumbers() throws IOException {
        Breach breach =
                new Breach("max_cpu_seconds", new BigDecimal("5.1"), new BigDecimal("5.0"), "s");
        String line =
                recorded(new SandboxEvent.LimitBreached("s", "exec-1", breach, breach.describe()));

        assertThat(line)
                .contains("\"kind\":\"limit_breached\"")
                .contains("\"allowed\":\"5.0\"")
                .contains("\"limit\":\"max_cpu_seconds\"")
                .contains("\"reason\":\"CPU limit exceeded: 5.10s used, limit is 5.00s\"");
    }

    @Test
    void textOfAnAgentCannotLeaveItsLine() throws IOException {
        String line =
                recorded(
                        AuditFixture.executed(
                                List.of("a\nb\u001b[31m\u202e\"}\u0000é\u007f\ud800")));

        assertThat(audit.lines()).hasSize(1);
        assertThat(line)
                .contains("a\\nb\\u001b[31m\\u202e\\\"}\\u0000\\u00e9\\u007f\\ud800")
                .matches("[ -~]*");
    }

    @Test
    void anEndlessArgumentIsCutAndItsHashKept() throws IOException {
        String argument = "a".repeat(100_000);
        String line = recorded(AuditFixture.executed(List.of("echo", argument)));

        assertThat(line).hasSizeLessThan(6000);
        assertThat(line)
                .contains(
                        "[cut: 100000 bytes, sha256 "
                                + Sha256.hex(argument.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void anEndlessListOfArgumentsIsCutAndItsHashKept() throws IOException {
        List<String> argv = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            argv.add("argument " + i);
        }
        String line = recorded(AuditFixture.executed(argv));

        assertThat(line).hasSizeLessThan(10_000).contains("argument 255").contains("[cut: ");
        assertThat(line).doesNotContain("argument 256\"");
    }

    @Test
    void aLaterLogContinuesTheChain() {
        audit.append(3).append(2).append(4);

        assertThat(audit.verify()).isEqualTo(new AuditReport(1, 9, List.of()));
    }

    @Test
    void logsThatAreOpenTogetherWriteChainsOfTheirOwn() throws IOException {
        try (AuditLog first = AuditLog.open(audit.location);
                AuditLog second = AuditLog.open(audit.location)) {
            assertThat(first.append(AuditFixture.destroyed("a")).chain()).isEqualTo(1);
            assertThat(second.append(AuditFixture.destroyed("b")).chain()).isEqualTo(2);
        }
        try (AuditLog third = AuditLog.open(audit.location)) {
            assertThat(third.append(AuditFixture.destroyed("c")).chain()).isEqualTo(1);
        }
    }

    @Test
    void manyThreadsLoseNothing() throws InterruptedException {
        try (AuditLog log = AuditLog.open(audit.location)) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                threads.add(
                        Thread.startVirtualThread(() -> {
                            for (int i = 0; i < 200; i++) {
                                log.append(AuditFixture.destroyed("many"));
                            }
                        }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }

        assertThat(audit.verify()).isEqualTo(new AuditReport(1, 1600, List.of()));
    }

    @Test
    void aFullSegmentIsFollowedByAnother() throws IOException {
        audit.appendThreeSegments();

        assertThat(Files.size(audit.segment(1))).isLessThanOrEqualTo(SegmentFile.SIZE);
        assertThat(Files.size(audit.segment(1))).isGreaterThan(SegmentFile.SIZE - 8192);
        assertThat(audit.verify().problems()).isEmpty();
    }

    @Test
    void anInterruptedThreadRecordsAndStaysInterrupted() throws IOException {
        try (AuditLog log = AuditLog.open(audit.location)) {
            Thread.currentThread().interrupt();
            while (!Files.exists(audit.segment(2))) {
                log.append(AuditFixture.destroyed("x".repeat(4000)));
            }
            log.append(AuditFixture.destroyed("after the rotation"));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(audit.verify().problems()).isEmpty();
    }

    @Test
    void filesBelongToTheirOwnerAlone() throws IOException {
        audit.append(1);

        assertThat(mode(audit.location.records())).isEqualTo("rwx------");
        assertThat(mode(audit.location.heads())).isEqualTo("rwx------");
        assertThat(mode(audit.segment(1))).isEqualTo("rw-------");
        assertThat(mode(audit.location.head(1))).isEqualTo("rw-------");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aDirectoryThatOthersCanEnterIsRefused() throws IOException {
        audit.append(1);
        Files.setPosixFilePermissions(
                audit.location.records(), PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatExceptionOfType(AuditFailedException.class)
                .isThrownBy(() -> AuditLog.open(audit.location))
                .withMessageContaining("chmod 700");
    }

    @Test
    void aSymbolicLinkInPlaceOfASegmentIsRefused() throws IOException {
        Path elsewhere = Files.createFile(directory.resolve("elsewhere"));
        audit.append(1);
        Files.delete(audit.segment(1));
        Files.createSymbolicLink(audit.segment(1), elsewhere);
        audit.append(1);

        assertThat(Files.size(elsewhere)).isZero();
    }

    @Test
    void aDamagedChainIsLeftAsEvidenceAndAnotherBegins() throws IOException {
        audit.append(3);
        List<String> lines = audit.lines();
        audit.write(lines.subList(0, 2));
        try (AuditLog log = AuditLog.open(audit.location)) {
            assertThat(log.append(AuditFixture.destroyed("later")).chain()).isEqualTo(2);
        }

        assertThat(audit.lines()).isEqualTo(lines.subList(0, 2));
        assertThat(audit.verify().problems())
                .extracting("kind")
                .containsExactly(AuditProblem.Kind.CUT_TAIL);
    }

    @Test
    void aFileCutWhileItIsWrittenFailsTheAppendAndEveryLaterOne() throws IOException {
        try (AuditLog log = AuditLog.open(audit.location)) {
            log.append(AuditFixture.destroyed("fine"));
            try (FileChannel channel =
                    FileChannel.open(audit.segment(1), StandardOpenOption.WRITE)) {
                channel.truncate(0);
            }

            assertThatExceptionOfType(AuditFailedException.class)
                    .isThrownBy(() -> log.append(AuditFixture.destroyed("lost")));
            assertThatExceptionOfType(AuditFailedException.class)
                    .isThrownBy(() -> log.append(AuditFixture.destroyed("lost too")));
        }
    }

    @Test
    void aClosedLogTakesNothing() {
        AuditLog log = AuditLog.open(audit.location);
        log.close();
        log.close();

        assertThatExceptionOfType(AuditFailedException.class)
                .isThrownBy(() -> log.append(AuditFixture.destroyed("late")));
    }

    @Test
    void namesOfFilesAreNumbers() throws IOException {
        recorded(new SandboxEvent.Destroyed("../../evil", "x"));
        try (Stream<Path> files = Files.list(audit.location.records())) {
            assertThat(files).containsExactly(audit.segment(1));
        }
    }
}
