package io.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceMonitorTest {
    private static final ResourceLimits LIMITS =
            ResourceLimits.builder()
                    .maxCpuSeconds(10.0)
                    .maxMemoryMb(128)
                    .maxTokens(1000)
                    .maxCostUsd(0.01)
                    .build();

    @Test
    void theGuidesSampleHolds() {
        ResourceMonitor monitor = new ResourceMonitor(LIMITS);
        monitor.start();
        monitor.recordTokens(350);
        monitor.recordCost(0.0035);
        assertThat(monitor.checkLimits()).isEqualTo(LimitCheck.within());
        monitor.recordTokens(800);
        assertThat(monitor.checkLimits().reason())
                .contains("Token limit exceeded: 1150 tokens used, limit is 1000");
        monitor.stop();
        ResourceUsage usage = monitor.snapshot();
        assertThat(usage.tokensUsed()).isEqualTo(1150);
        assertThat(usage.costUsd()).isEqualTo(new BigDecimal("0.0035"));
        assertThat(usage.toMap().keySet())
                .containsExactly(
                        "cpu_seconds",
                        "peak_memory_mb",
                        "tokens_used",
                        "cost_usd",
                        "elapsed_seconds");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cpu_seconds | 12.43 | CPU limit exceeded: 12.43s used, limit is 10.00s",
                "peak_memory_mb | 300.25 | Memory limit exceeded: 300.3 MiB used, limit is 128 MiB",
                "tokens_used | 1001 | Token limit exceeded: 1001 tokens used, limit is 1000",
                "cost_usd | 0.02 | Cost limit exceeded: $0.0200 spent, limit is $0.0100"
            })
    void aLimitThatIsExceededIsNamedInWords(String key, String value, String reason) {
        assertThat(ResourceMonitor.checkLimits(Map.of(key, value), LIMITS))
                .isEqualTo(LimitCheck.exceeded(reason));
        assertThat(ResourceMonitor.checkLimits(Map.of(key, Double.valueOf(value)), LIMITS).ok())
                .isFalse();
    }

    @Test
    void exactlyAtALimitIsWithinIt() {
        Map<String, Object> usage =
                Map.of(
                        "cpu_seconds",
                        10.0,
                        "peak_memory_mb",
                        128,
                        "tokens_used",
                        1000L,
                        "cost_usd",
                        0.01);
        assertThat(ResourceMonitor.checkLimits(usage, LIMITS).ok()).isTrue();
    }

    @Test
    void missingFiguresCountAsZero() {
        assertThat(ResourceMonitor.checkLimits(Map.of(), LIMITS).ok()).isTrue();
    }

    @Test
    void limitsAreCheckedInTheOrderCpuMemoryTokensCost() {
        Map<String, Object> usage = new HashMap<>();
        List<String> order = List.of("cost_usd", "tokens_used", "peak_memory_mb", "cpu_seconds");
        List<String> first = new ArrayList<>();
        for (String key : order) {
            usage.put(key, 1_000_000);
            first.add(
                    ResourceMonitor.checkLimits(usage, LIMITS)
                            .reason()
                            .orElseThrow()
                            .split(" ")[0]);
        }
        assertThat(first).containsExactly("Cost", "Token", "Memory", "CPU");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "many", ""})
    void aFigureThatIsNoNumberIsRefused(String figure) {
        assertThatThrownBy(() -> ResourceMonitor.checkLimits(Map.of("cpu_seconds", figure), LIMITS))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void countersAddUpAndMemoryKeepsItsPeak() {
        ResourceMonitor monitor = new ResourceMonitor(LIMITS);
        monitor.recordTokens(1);
        monitor.recordTokens(2);
        monitor.recordCost(0.001);
        monitor.recordCost(0.002);
        monitor.recordMemory(50);
        monitor.recordMemory(20);
        assertThat(monitor.snapshot())
                .isEqualTo(new ResourceUsage(0, 50, 3, new BigDecimal("0.003"), 0));
    }

    @Test
    void cpuTimeIsTheLastReportAndNeverGoesBack() {
        ResourceMonitor monitor = new ResourceMonitor(LIMITS);
        monitor.recordCpu(1.5);
        monitor.recordCpu(1.25);
        assertThat(monitor.snapshot().cpuSeconds()).isEqualTo(1.5);
    }

    @Test
    void elapsedTimeIsNeverReportedAsCpuTime() {
        AtomicLong clock = new AtomicLong(5);
        ResourceMonitor monitor = new ResourceMonitor(LIMITS, clock::get);
        monitor.start();
        clock.addAndGet(20_000_000_000L);
        assertThat(monitor.snapshot().elapsedSeconds()).isEqualTo(20.0);
        assertThat(monitor.snapshot().cpuSeconds()).isZero();
        assertThat(monitor.checkLimits().ok()).isTrue();
    }

    @Test
    void stoppingEndsTheElapsedTimeOnce() {
        AtomicLong clock = new AtomicLong();
        ResourceMonitor monitor = new ResourceMonitor(LIMITS, clock::get);
        monitor.stop();
        monitor.start();
        clock.set(1_000_000_000L);
        monitor.stop();
        clock.set(9_000_000_000L);
        monitor.stop();
        monitor.start();
        assertThat(monitor.snapshot().elapsedSeconds()).isEqualTo(1.0);
    }

    @Test
    void negativeAmountsAreRefused() {
        ResourceMonitor monitor = new ResourceMonitor(LIMITS);
        assertThatThrownBy(() -> monitor.recordTokens(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tokens must not be negative: -1");
        assertThatThrownBy(() -> monitor.recordCost(-0.1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> monitor.recordCost(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> monitor.recordMemory(-1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> monitor.recordCpu(Double.POSITIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(monitor.snapshot().tokensUsed()).isZero();
    }

    @Test
    void tokensDoNotWrapAround() {
        ResourceMonitor monitor = new ResourceMonitor(LIMITS);
        monitor.recordTokens(Long.MAX_VALUE);
        monitor.recordTokens(10);
        assertThat(monitor.checkLimits().ok()).isFalse();
        assertThat(monitor.snapshot().tokensUsed()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aSnapshotIsRounded() {
        ResourceMonitor monitor = new ResourceMonitor(LIMITS);
        monitor.recordCpu(0.12345);
        monitor.recordMemory(22.4567);
        monitor.recordCost(0.00123456);
        assertThat(monitor.snapshot())
                .isEqualTo(new ResourceUsage(0.123, 22.46, 0, new BigDecimal("0.001235"), 0));
    }

    @Test
    void manyThreadsLoseNothing() throws InterruptedException {
        ResourceMonitor monitor = new ResourceMonitor(LIMITS);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                for (int n = 0; n < 1000; n++) {
                                    monitor.recordTokens(1);
                                    monitor.recordCost(0.000001);
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(monitor.snapshot().tokensUsed()).isEqualTo(8000);
        assertThat(monitor.snapshot().costUsd()).isEqualTo(new BigDecimal("0.008"));
    }
}
