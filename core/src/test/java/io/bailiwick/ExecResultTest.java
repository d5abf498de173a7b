package io.bailiwick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExecResultTest {

    private static final Breach BREACH =
            new Breach("max_memory_mb", new BigDecimal("130.26"), new BigDecimal(128), "MiB");
    private static final Denial DENIAL =
            new Denial(Denial.Kind.WRITE, "/etc/passwd", "mode is read_only", "use /tmp", 2);
    private static final Denial OTHER = new Denial(Denial.Kind.SPAWN, "", "no spawn", "allow", 1);

    private static ExecResult result(Outcome outcome, Denial... denials) {
        return new ExecResult(
                "make test",
                outcome,
                Captured.of("out"),
                Captured.of("err"),
                Duration.ofNanos(1_234_567_890),
                Usage.NONE,
                List.of(denials),
                List.of());
    }

    static Stream<Arguments> outcomes() {
        return Stream.of(
                Arguments.of(new Outcome.Exited(0), 0, 0, "exited with code 0"),
                Arguments.of(new Outcome.Exited(7), 7, 7, "exited with code 7"),
                Arguments.of(new Outcome.Signalled(11), -11, 139, "ended by SIGSEGV"),
                Arguments.of(new Outcome.Signalled(40), -40, 168, "ended by signal 40"),
                Arguments.of(
                        new Outcome.TimedOut(Duration.ofSeconds(2)),
                        -9,
                        124,
                        "wall-clock timeout of 2.0s exceeded"),
                Arguments.of(
                        new Outcome.LimitBreached(BREACH),
                        -9,
                        137,
                        "Memory limit exceeded: 130.3 MiB used, limit is 128 MiB"),
                Arguments.of(new Outcome.Cancelled(), -9, 130, "cancelled by the caller"),
                Arguments.of(new Outcome.Lost("init died"), -1, 125, "init died"));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void eachOutcomeHasItsCodeStatusAndReason(
            Outcome outcome, int code, int status, String reason) {
        assertThat(result(outcome).exitCode()).isEqualTo(code);
        assertThat(outcome.exitStatus()).isEqualTo(status);
        assertThat(outcome.reason()).isEqualTo(reason);
    }

    @Test
    void successIsCodeZeroAlone() {
        assertThat(result(new Outcome.Exited(0)).success()).isTrue();
        assertThat(result(new Outcome.Exited(1)).success()).isFalse();
        assertThat(result(new Outcome.Lost("x")).success()).isFalse();
    }

    @Test
    void aTimeoutIsRaisedBeforeADenial() {
        ExecResult result = result(new Outcome.TimedOut(Duration.ofSeconds(2)), DENIAL);

        assertThatExceptionOfType(CommandTimeoutException.class)
                .isThrownBy(result::raiseOnError)
                .withMessage("command timed out after 2.0s: make test")
                .satisfies(e -> assertThat(e.command()).isEqualTo("make test"))
                .satisfies(e -> assertThat(e.result()).contains(result));
    }

    @Test
    void aBreachedLimitIsRaisedBeforeADenial() {
        assertThatExceptionOfType(ResourceLimitExceededException.class)
                .isThrownBy(() -> result(new Outcome.LimitBreached(BREACH), DENIAL).raiseOnError())
                .withMessage("Memory limit exceeded: 130.3 MiB used, limit is 128 MiB")
                .satisfies(e -> assertThat(e.resource()).isEqualTo("max_memory_mb"))
                .satisfies(e -> assertThat(e.limit()).isEqualByComparingTo("128"))
                .satisfies(e -> assertThat(e.used()).isEqualByComparingTo("130.26"));
    }

    @Test
    void aDenialIsRaisedBeforeAFailure() {
        assertThatExceptionOfType(PermissionDeniedException.class)
                .isThrownBy(() -> result(new Outcome.Exited(1), DENIAL, OTHER).raiseOnError())
                .withMessage("permission denied: write '/etc/passwd' (mode is read_only)")
                .satisfies(e -> assertThat(e.operation()).isEqualTo("write"))
                .satisfies(e -> assertThat(e.path()).isEqualTo("/etc/passwd"))
                .satisfies(e -> assertThat(e.rule()).isEqualTo("mode is read_only"))
                .satisfies(e -> assertThat(e.remedy()).isEqualTo("use /tmp"));
    }

    @Test
    void aDenialWithoutAFailureIsNotRaised() {
        ExecResult result = result(new Outcome.Exited(0), DENIAL);

        assertThat(result.raiseOnError()).isSameAs(result);
    }

    @Test
    void aFailureIsRaisedWithItsOutput() {
        assertThatExceptionOfType(CommandExecutionException.class)
                .isThrownBy(() -> result(new Outcome.Exited(3)).raiseOnError())
                .withMessage("command failed with exit code 3: make test: err")
                .satisfies(e -> assertThat(e.stdout()).isEqualTo("out"))
                .satisfies(e -> assertThat(e.stderr()).isEqualTo("err"));
    }

    @Test
    void aSignalIsRaisedAsAFailure() {
        assertThatExceptionOfType(CommandExecutionException.class)
                .isThrownBy(() -> result(new Outcome.Signalled(11)).raiseOnError())
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(-11));
    }

    @Test
    void cancellationAndLossAreRaisedAsThemselves() {
        assertThatExceptionOfType(CancelledException.class)
                .isThrownBy(() -> result(new Outcome.Cancelled()).raiseOnError());
        assertThatExceptionOfType(SupervisorException.class)
                .isThrownBy(() -> result(new Outcome.Lost("init died")).raiseOnError())
                .withMessageContaining("init died");
    }

    @Test
    void theMessageOfAFailureRepeatsFiveHundredCharacters() {
        CommandExecutionException e =
                new CommandExecutionException("c", 1, "", "x".repeat(501) + "\u001b[31m");

        assertThat(e).hasMessage("command failed with exit code 1: c: " + "x".repeat(500) + "…");
        assertThat(e.stderr()).hasSize(506);
    }

    @Test
    void outputJoinsWhatIsNotEmpty() {
        assertThat(result(new Outcome.Exited(0)).output()).isEqualTo("out\nerr");
    }

    @Test
    void plainValuesMarkAKilledCommand() {
        SandboxResult plain = result(new Outcome.LimitBreached(BREACH)).toSandboxResult();

        assertThat(plain.exitCode()).isEqualTo(-9);
        assertThat(plain.stdout()).isEqualTo("out");
        assertThat(plain.stderr())
                .isEqualTo(
                        "err\n[sandbox] killed: Memory limit exceeded: 130.3 MiB used, limit is"
                                + " 128 MiB");
        assertThat(plain.durationMs()).isEqualTo(1234.57);
    }

    @Test
    void plainValuesLeaveOtherCommandsAlone() {
        assertThat(result(new Outcome.Signalled(9)).toSandboxResult().stderr()).isEqualTo("err");
    }

    @Test
    void usageIsRoundedUnderTheKnownKeys() {
        Usage usage =
                Usage.builder()
                        .cpu(Duration.ofNanos(184_600_000))
                        .peakMemoryBytes(23_488_102)
                        .tokens(50_000)
                        .costUsd(new BigDecimal("0.01234567"))
                        .elapsed(Duration.ofNanos(2_000_499_999L))
                        .build();

        assertThat(usage.toMap())
                .hasToString(
                        "{cpu_seconds=0.185, peak_memory_mb=22.4, tokens_used=50000,"
                                + " cost_usd=0.012346, elapsed_seconds=2.0}");
    }

    static Stream<Arguments> breaches() {
        return Stream.of(
                Arguments.of(
                        "max_cpu_seconds",
                        "5.123",
                        "5",
                        "CPU limit exceeded: 5.12s used, limit is 5.00s"),
                Arguments.of(
                        "max_tokens",
                        "101",
                        "100",
                        "Token limit exceeded: 101 tokens used, limit is 100"),
                Arguments.of(
                        "max_cost_usd",
                        "0.06",
                        "0.05",
                        "Cost limit exceeded: $0.0600 spent, limit is $0.0500"),
                Arguments.of(
                        "max_wall_seconds", "61", "60", "wall-clock timeout of 60.0s exceeded"),
                Arguments.of(
                        "max_disk_mb",
                        "5.05",
                        "5",
                        "Disk limit exceeded: 5.0 MiB used, limit is 5 MiB"),
                Arguments.of("max_pids", "9", "8", "max_pids exceeded: 9 u used, limit is 8"));
    }

    @ParameterizedTest
    @MethodSource("breaches")
    void eachLimitHasItsText(String limit, String used, String allowed, String text) {
        Breach breach = new Breach(limit, new BigDecimal(used), new BigDecimal(allowed), "u");

        assertThat(breach.describe()).isEqualTo(text);
    }

    @Test
    void capturedBytesCannotBeChanged() {
        byte[] bytes = "abc".getBytes(StandardCharsets.UTF_8);
        Captured captured = Captured.of(bytes, 3);
        bytes[0] = 'x';
        captured.bytes()[1] = 'x';

        assertThat(captured.text()).isEqualTo("abc");
    }
}
