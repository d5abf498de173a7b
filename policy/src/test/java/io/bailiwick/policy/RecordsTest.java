package io.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordsTest {

    private static void refused(String message, ThrowingCallable construction) {
        assertThatThrownBy(construction)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 443, 65535})
    void aPortInRangeIsAccepted(int port) {
        assertThat(new NetworkEgressRule("a.com", List.of(port)).ports()).containsExactly(port);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65536, -1, Integer.MIN_VALUE})
    void aPortOutsideOfTheRangeIsRefusedAsInAFile(int port) {
        refused(
                "port " + port + " is outside the valid range 1-65535",
                () -> NetworkEgressRule.builder().domain("a.com").ports(port).build());
    }

    @Test
    void aDomainIsStripped() {
        assertThat(new NetworkEgressRule("  a.com\t").domain()).isEqualTo("a.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void aBlankDomainIsRefused(String domain) {
        refused("domain must not be blank", () -> new NetworkEgressRule(domain));
    }

    @Test
    void aRateMustBePositive() {
        refused(
                "rate_limit_per_min should be greater than or equal to 1, got 0",
                () -> new NetworkEgressRule("a.com", List.of(), 0));
    }

    @Test
    void limitsMustBePositive() {
        refused(
                "max_memory_mb should be greater than or equal to 1, got 0",
                () -> ResourceLimits.builder().maxMemoryMb(0).build());
        refused(
                "max_cpu_seconds should be greater than 0, got -1.0",
                () -> ResourceLimits.builder().maxCpuSeconds(-1).build());
        refused(
                "max_cost_usd should be greater than 0, got 0",
                () -> ResourceLimits.builder().maxCostUsd(BigDecimal.ZERO).build());
        refused(
                "max_tokens should be greater than or equal to 1, got -5",
                () -> ResourceLimits.builder().maxTokens(-5).build());
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aLimitMustBeFinite(double value) {
        refused(
                "max_cpu_seconds should be a finite number, got " + value,
                () -> ResourceLimits.builder().maxCpuSeconds(value).build());
        refused(
                "max_cost_usd should be a finite number, got " + value,
                () -> ResourceLimits.builder().maxCostUsd(value).build());
        refused(
                "cpu_cores should be a finite number, got " + value,
                () -> ResourceLimits.builder().cpuCores(value).build());
    }

    @Test
    void aLimitBeyondItsBoundNeverMeansUnlimited() {
        refused(
                "max_memory_mb should be less than or equal to 16777216, got 9223372036854775807",
                () -> ResourceLimits.builder().maxMemoryMb(Long.MAX_VALUE).build());
        refused(
                "max_cost_usd should be less than or equal to 1000000, got 1E+999999",
                () -> ResourceLimits.builder().maxCostUsd(new BigDecimal("1e999999")).build());
    }

    @Test
    void theLargestLimitsFitIntoBytes() {
        ResourceLimits largest =
                ResourceLimits.builder()
                        .maxMemoryMb(16_777_216)
                        .maxDiskMb(16_777_216)
                        .maxOutputMb(1_048_576)
                        .build();
        assertThat(largest.maxMemoryBytes()).isEqualTo(1L << 44);
        assertThat(largest.maxDiskBytes()).isEqualTo(1L << 44);
        assertThat(largest.maxOutputBytes()).contains(1L << 40);
    }

    @Test
    void writablePathsNeedReadWrite() {
        refused(
                "writable_paths must be empty when mode is 'read_only'; set mode to 'read_write' to"
                        + " specify writable paths",
                () -> new FilesystemConfig(FilesystemMode.READ_ONLY, List.of("/tmp/x")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "../x", "/a/../b", "/a\0b", "/a\nb", "/dev/sda", "/a/./b", "~x/y"})
    void aPathOfAnotherFormIsRefused(String path) {
        assertThatThrownBy(() -> FilesystemConfig.builder().readPaths(path).build())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a",
                "//a//b/",
                "~",
                "~/a",
                ".",
                "./",
                "./a",
                "/a/[id]/.b",
                "/procs",
                "/a/...",
                "/päth"
            })
    void aPathOfTheRightFormIsAccepted(String path) {
        assertThat(FilesystemConfig.builder().readPaths(path).build().readPaths())
                .containsExactly(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*.log", "**/secrets", "~/x/*", "/a/**/b", "./.env", "secret?"})
    void aHiddenPathMayBeAPattern(String path) {
        assertThat(FilesystemConfig.builder().hiddenPaths(path).build().hiddenPaths())
                .containsExactly(path);
    }

    @Test
    void anUnknownPermissionIsRefused() {
        refused(
                "permissions should be 'read_env' or 'spawn_subprocess', got 'root'",
                () -> CapabilityDeclaration.builder().permissions("root").build());
    }

    @Test
    void aListThatIsTooLongIsRefused() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i <= 1000; i++) {
            names.add("V" + i);
        }
        refused(
                "env_allowlist has 1001 entries, limit is 1000",
                () -> CapabilityDeclaration.builder().envAllowlist(names).build());
    }

    @Test
    void listsAreCopied() {
        List<String> names = new ArrayList<>(List.of("A"));
        CapabilityDeclaration capability =
                CapabilityDeclaration.builder().envAllowlist(names).build();
        names.add("B");
        assertThat(capability.envAllowlist()).contains(List.of("A"));
    }

    @Test
    void aBuilderMadeFromAValueGivesTheSameValue() {
        CapabilityDeclaration capability = CapabilityCorpus.everything();
        assertThat(capability.toBuilder().build()).isEqualTo(capability);
        assertThat(capability.resourceLimits().toBuilder().build())
                .isEqualTo(capability.resourceLimits());
        assertThat(capability.filesystemConfig().toBuilder().build())
                .isEqualTo(capability.filesystemConfig());
        NetworkEgressRule rule = capability.networkEgressRules().getFirst();
        assertThat(rule.toBuilder().build()).isEqualTo(rule);
    }

    @Test
    void aValueSurvivesItsJson() {
        CapabilityDeclaration capability = CapabilityCorpus.everything();
        assertThat(CapabilityParser.fromString(capability.toJson())).isEqualTo(capability);
    }

    @Test
    void durationsFollowFromSeconds() {
        ResourceLimits limits =
                ResourceLimits.builder().maxCpuSeconds(1.5).maxWallSeconds(0.25).build();
        assertThat(limits.maxCpu()).hasMillis(1500);
        assertThat(limits.maxWall()).hasValueSatisfying(wall -> assertThat(wall).hasMillis(250));
    }
}
