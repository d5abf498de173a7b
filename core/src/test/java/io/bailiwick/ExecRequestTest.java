package io.bailiwick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExecRequestTest {

    @Test
    void defaultsAreThese() {
        ExecRequest request = ExecRequest.ofCommand("ls");

        assertThat(request.argv()).containsExactly("/bin/sh", "-c", "ls");
        assertThat(request.stdin()).isEqualTo(new ExecRequest.Stdin.Empty());
        assertThat(request.env()).isEmpty();
        assertThat(request.workdir()).isEmpty();
        assertThat(request.timeout()).isEmpty();
        assertThat(request.captureLimit()).isEqualTo(16 * 1024 * 1024);
        assertThat(request.raiseOnError()).isFalse();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                refusal("exactly one of command and argv", r -> r),
                refusal("exactly one of command and argv", r -> r.command("a").argv("b")),
                refusal("command must not be empty", r -> r.command("  ")),
                refusal("command must not be empty", r -> r.argv(List.of())),
                refusal("command must not be empty", r -> r.argv("")),
                refusal("NUL", r -> r.argv("a", "b\0")),
                refusal("shorter than 131072 bytes", r -> r.command("x".repeat(131_072))),
                refusal("shorter than 131072 bytes", r -> r.argv("a", "é".repeat(65_536))),
                refusal("not a name of a variable: 'A=B'", r -> r.command("a").env("A=B", "")),
                refusal("not a name of a variable: ''", r -> r.command("a").env("", "")),
                refusal("value of variable 'A'", r -> r.command("a").env("A", "\0")),
                refusal("unpaired surrogate: 'b\\ud800'", r -> r.argv("a", "b\ud800")),
                refusal("unpaired surrogate: '\\udc00a'", r -> r.command("\udc00a")),
                refusal("name of a variable must", r -> r.command("a").env("A\udc00", "")),
                refusal("value of variable 'A' must", r -> r.command("a").env("A", "\ud800")),
                refusal("standard input must", r -> r.command("a").stdin("\ud800")),
                refusal("must be absolute", r -> r.command("a").workdir(Path.of("x"))),
                refusal("timeout must be positive", r -> r.command("a").timeout(Duration.ZERO)),
                refusal(
                        "timeout must be positive",
                        r -> r.command("a").timeout(Duration.ofSeconds(-1))),
                refusal("capture limit", r -> r.command("a").captureLimit(-1)),
                refusal("capture limit", r -> r.command("a").captureLimit((1 << 30) + 1)));
    }

    @Test
    void everyUnicodeTextIsTaken() {
        String text = "é \uD83D\uDE00 \uFFFD";
        ExecRequest request = ExecRequest.builder().argv("a", text).env("A", text).build();

        assertThat(request.argv()).contains(text);
    }

    private static Arguments refusal(String text, UnaryOperator<ExecRequest.Builder> request) {
        return Arguments.of(text, request);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatCannotBeRunIsRefused(String text, UnaryOperator<ExecRequest.Builder> request) {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> request.apply(ExecRequest.builder()).build())
                .withMessageContaining(text);
    }

    @Test
    void theLongestArgumentIsAccepted() {
        assertThat(ExecRequest.ofCommand("x".repeat(131_071)).command()).hasSize(131_071);
    }

    @Test
    void aSpecificationRefusesLabelsThatAreNoLabels() {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> SandboxSpec.builder().label("a b", "").build())
                .withMessageContaining("label key must be 1 to 63 characters");
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> SandboxSpec.builder().label("a", "x\ny").build())
                .withMessageContaining("value of label 'a'");
    }

    @Test
    void aSpecificationRefusesANameThatIsNoName() {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> SandboxSpec.builder().name("\u001b[31m").build())
                .withMessageContaining("'\\u001b[31m'");
    }

    @Test
    void theWorkingDirectoryOfASpecificationIsAbsolute() {
        SandboxSpec spec = SandboxSpec.builder().workingDirectory(Path.of("a/../b")).build();

        assertThat(spec.workingDirectory()).isEqualTo(Path.of("").toAbsolutePath().resolve("b"));
        assertThat(spec.toBuilder().build()).isEqualTo(spec);
    }

    @Test
    void signalsHaveTheKernelsNumbers() {
        assertThat(Signal.of(15)).contains(Signal.TERM);
        assertThat(Signal.of(64)).isEmpty();
        for (int number = 1; number <= 31; number++) {
            assertThat(Signal.of(number)).isPresent();
        }
    }

    @Test
    void aControlThatIsSampledMustSayWhy() {
        assertThat(
                        Enforcement.sampled("c", "polling", Duration.ofMillis(100), "short bursts")
                                .note())
                .isEqualTo("every 100 ms; short bursts");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new Enforcement("c", EnforcementClass.SAMPLED, "polling", ""));
    }

    @Test
    void withoutARuntimeTheArtifactIsNamed() {
        assertThatExceptionOfType(RuntimeUnavailableException.class)
                .isThrownBy(SandboxManager::local)
                .withMessageContaining("io.bailiwick:bailiwick");
    }
}
