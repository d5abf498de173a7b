package io.bailiwick.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Report report(double load, String... arguments) {
        Machine machine = new Machine("Some CPU", 2, 24_000_000_000L, "6.18.0", "25.0.3", load);
        return new Report(
                Options.parse(List.of(arguments)),
                machine,
                new PrintStream(bytes, true, StandardCharsets.UTF_8));
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aRowHasTheColumnsOfTheSpecification() {
        Report report = report(0.1, "--markdown");
        report.result(Promise.FIRST_EXEC, 12.34, "2.80× bwrap");
        report.end(LocalDate.of(2026, 11, 21));

        assertThat(printed())
                .contains(
                        "| create + first exec, cold, in process, p50 | ≤ 15.0 ms"
                                + " | `bench create` | 12.3 ms (2.80× bwrap), kept"
                                + " | Some CPU, 2 cores, 24 GB, Linux 6.18.0, Java 25.0.3"
                                + " | 2026-11-21 |");
    }

    @Test
    void aBrokenPromiseIsNamed() {
        Report report = report(0.1);
        report.result(Promise.LIFECYCLE_RATE, 99.5, "");
        report.end(LocalDate.EPOCH);

        assertThat(printed()).contains("99.5/s", "≥ 100/s", "MISSED");
    }

    @Test
    void aSingleIterationIsNotJudged() {
        Report report = report(0.1, "--smoke");
        report.result(Promise.LIFECYCLE_RATE, 1, "");
        report.end(LocalDate.EPOCH);

        assertThat(printed()).contains("1.00/s").doesNotContain("MISSED", "kept");
    }

    @Test
    void aBusyMachineDrawsAWarning() {
        report(1.01).begin();

        assertThat(printed()).contains("load 1.01").contains("WARNING: the machine is busy");
    }

    @Test
    void aQuietMachineDrawsNone() {
        report(1).begin();

        assertThat(printed()).contains("load 1.00").doesNotContain("WARNING");
    }

    @Test
    void ofTwoBoundsTheLimitItselfKeepsThePromise() {
        assertThat(Promise.EXEC_LATENCY.keptBy(1)).isTrue();
        assertThat(Promise.EXEC_LATENCY.keptBy(1.001)).isFalse();
        assertThat(Promise.EXEC_THROUGHPUT.keptBy(2000)).isTrue();
        assertThat(Promise.EXEC_THROUGHPUT.keptBy(1999)).isFalse();
    }

    @Test
    void aNumberIsMeasuredOnce() {
        Report report = report(0);
        report.result(Promise.STREAMING, 1, "");

        assertThatThrownBy(() -> report.result(Promise.STREAMING, 2, ""))
                .isInstanceOf(IllegalStateException.class);
    }
}
