package io.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CapabilityParserTest {

    private static final String GUIDE =
            """
            # my_capability.yaml
            sandbox_tier: seccomp

            resource_limits:
              max_memory_mb: 256       # kill if process exceeds 256 MiB RSS
              max_cpu_seconds: 10.0
              max_cost_usd: 0.05
              max_tokens: 50000

            network_egress_rules:
              - domain: "api.openai.com"
                ports: [443]
                rate_limit_per_min: 30

            filesystem_config:
              mode: read_only

            permissions:
              - read_env

            env_allowlist:
              - PATH
              - PYTHONPATH
              - HOME
            """;

    static CapabilityParseException refused(String yaml) {
        CapabilityParseException e =
                catchThrowableOfType(
                        CapabilityParseException.class, () -> CapabilityParser.fromString(yaml));
        assertThat(e).as("refusal of: %s", yaml).isNotNull();
        return e;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "~", "null", "{}", "---\n", "# only a comment\n", "\ufeff", "---\n..."})
    void anEmptyDocumentHasEveryDefault(String yaml) {
        assertThat(CapabilityParser.fromString(yaml)).isEqualTo(CapabilityDeclaration.defaults());
    }

    @Test
    void theGuidesFileIsReadInFull() {
        CapabilityDeclaration capability = CapabilityParser.fromString(GUIDE);
        assertThat(capability)
                .isEqualTo(
                        CapabilityDeclaration.builder()
                                .resourceLimits(
                                        ResourceLimits.builder()
                                                .maxMemoryMb(256)
                                                .maxCpuSeconds(10.0)
                                                .maxCostUsd(0.05)
                                                .maxTokens(50_000)
                                                .build())
                                .networkEgressRules(
                                        NetworkEgressRule.builder()
                                                .domain("api.openai.com")
                                                .ports(443)
                                                .rateLimitPerMin(30)
                                                .build())
                                .permissions("read_env")
                                .envAllowlist("PATH", "PYTHONPATH", "HOME")
                                .build());
    }

    @ParameterizedTest
    @CsvSource({"seccomp,SECCOMP", "gvisor,GVISOR", "docker,DOCKER", "firecracker,FIRECRACKER"})
    void everyTierHasItsWord(String word, SandboxTier tier) {
        assertThat(CapabilityParser.fromString("sandbox_tier: " + word).sandboxTier())
                .isEqualTo(tier);
    }

    @Test
    void limitsThatAreLeftOutKeepTheirDefaults() {
        ResourceLimits limits =
                CapabilityParser.fromString("resource_limits: {max_memory_mb: 64}")
                        .resourceLimits();
        assertThat(limits).isEqualTo(ResourceLimits.builder().maxMemoryMb(64).build());
    }

    @Test
    void jsonIsReadAsWell() {
        String json = CapabilityParser.fromString(GUIDE).toJson();
        assertThat(CapabilityParser.fromString(json)).isEqualTo(CapabilityParser.fromString(GUIDE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"256", "\"256\"", "'256'", "256.0", "+256", "2.56e2"})
    void aWholeNumberMayBeWrittenInSeveralWays(String number) {
        assertThat(limits("max_memory_mb: " + number).maxMemoryMb()).isEqualTo(256);
    }

    @Test
    void aLimitMayBeLeftEmptyWhereUnlimitedIsMeant() {
        assertThat(limits("max_wall_seconds: ~").maxWallSeconds()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "\"10 G\"",
                "10G",
                ".nan",
                ".inf",
                "-.inf",
                "nan",
                "inf",
                "1e99",
                "1e999999999",
                "99999999999999999999",
                "1.5",
                "true",
                "null",
                "[1]",
                "{a: 1}",
                "\"\"",
                "''",
                "0x10",
                "0o17",
                "010",
                "1_000",
                "１２",
                "--1",
                "1e",
                "."
            })
    void aMemoryLimitThatIsNotOneIsRefused(String number) {
        CapabilityParseException e = refused("resource_limits: {max_memory_mb: " + number + "}");
        assertThat(e.problems()).hasSize(1);
        assertThat(e.problems().getFirst().path()).isEqualTo("resource_limits.max_memory_mb");
    }

    @ParameterizedTest
    @CsvSource({
        "max_cpu_seconds, 0",
        "max_cpu_seconds, -0.5",
        "max_cpu_seconds, .NaN",
        "max_cpu_seconds, 1e99",
        "max_cost_usd, 0",
        "max_cost_usd, 1e-999",
        "max_tokens, 0",
        "max_pids, 4194305",
        "max_wall_seconds, 0",
        "max_output_mb, 0",
        "max_disk_mb, -5",
        "max_open_files, 15",
        "cpu_cores, 0",
        "cpu_cores, 0.001",
        "cpu_weight, 0",
        "cpu_weight, 10001"
    })
    void aLimitOutsideOfItsBoundsIsRefused(String key, String value) {
        CapabilityParseException e = refused("resource_limits: {" + key + ": " + value + "}");
        assertThat(e.text()).contains(key + " should be ");
    }

    @Test
    void theReportCountsProblemsAndNamesEachByItsDottedPath() {
        CapabilityParseException e =
                refused(
                        """
                        resource_limits:
                          max_memory_mb: 0
                        network_egress_rules:
                          - domain: a.com
                            ports: [443, 0]
                        """);
        assertThat(e)
                .hasMessage(
                        """
                        capability validation error: 2 validation errors for CapabilityDeclaration
                        resource_limits.max_memory_mb
                          max_memory_mb should be greater than or equal to 1, got 0
                        network_egress_rules.0.ports.1
                          port 0 is outside the valid range 1-65535\
                        """);
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        CapabilityParseException e =
                refused(
                        """
                        sandbox_teir: gvisor
                        resource_limits: {max_memory_mb: 10 G, max_tokens: -1}
                        permissions: [read_evn]
                        network_egress_rules:
                          - domain: "  "
                          - ports: [99999]
                        """);
        assertThat(e.problems())
                .extracting(problem -> problem.path())
                .containsExactly(
                        "sandbox_teir",
                        "resource_limits.max_memory_mb",
                        "resource_limits.max_tokens",
                        "permissions.0",
                        "network_egress_rules.0.domain",
                        "network_egress_rules.1.ports.0",
                        "network_egress_rules.1.domain");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "resource_limts, did you mean 'resource_limits'?",
                "Sandbox-Tier, did you mean 'sandbox_tier'?",
                "max_memory_mb, 'max_memory_mb' belongs under 'resource_limits'",
                "domain, 'domain' belongs under 'network_egress_rules'"
            })
    void anUnknownKeyIsRefusedWithASuggestion(String key, String help) {
        CapabilityParseException e = refused(key + ": {}");
        assertThat(e.problems().getFirst().message()).isEqualTo("unknown key '" + key + "'");
        assertThat(e.problems().getFirst().help()).contains(help);
    }

    @Test
    void anUnknownKeyWithoutLikenessHasNoSuggestion() {
        assertThat(refused("zzzzzz: 1").problems().getFirst().help()).isEmpty();
    }

    @Test
    void anUnknownKeyIsRefusedAtEveryLevel() {
        CapabilityParseException e =
                refused(
                        """
                        filesystem_config: {mdoe: none}
                        resource_limits: {max_memory: 1}
                        network_egress_rules: [{domain: a.com, port: [1]}]
                        """);
        assertThat(e.problems())
                .extracting(problem -> problem.help().orElse(""))
                .containsExactly(
                        "did you mean 'mode'?",
                        "did you mean 'max_memory_mb'?",
                        "did you mean 'ports'?");
    }

    @Test
    void aDuplicateKeyIsRefused() {
        CapabilityParseException e = refused("permissions: []\npermissions: [read_env]\n");
        assertThat(e.problems().getFirst().message())
                .isEqualTo("duplicate key 'permissions', first written in line 1");
        assertThat(e.problems().getFirst().line()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sandbox_tier: docket | sandbox_tier should be 'seccomp', 'gvisor', 'docker' or"
                        + " 'firecracker', got 'docket'",
                "sandbox_tier: 5 | sandbox_tier should be a text, got '5'",
                "permissions: read_env | permissions should be a list, got 'read_env'",
                "permissions: [yes_all] | permissions should be 'read_env' or 'spawn_subprocess', got"
                        + " 'yes_all'",
                "permissions: ~ | permissions should be a list, got null",
                "network_egress_rules: ~ | network_egress_rules should be a list, got null",
                "network_egress_rules: [a.com] | network_egress_rules should be a mapping, got"
                        + " 'a.com'",
                "network_egress_rules: [{}] | domain is required",
                "network_egress_rules: [{domain: ''}] | domain must not be blank",
                "network_egress_rules: [{domain: '   '}] | domain must not be blank",
                "network_egress_rules: [{domain: a.com, ports: [65536]}] | port 65536 is outside the"
                        + " valid range 1-65535",
                "network_egress_rules: [{domain: a.com, ports: [-1]}] | port -1 is outside the valid"
                        + " range 1-65535",
                "network_egress_rules: [{domain: a.com, rate_limit_per_min: 0}] | rate_limit_per_min"
                        + " should be greater than or equal to 1, got 0",
                "resource_limits: [] | resource_limits should be a mapping, got list",
                "filesystem_config: {mode: readonly} | mode should be 'read_only', 'read_write' or"
                        + " 'none', got 'readonly'",
                "filesystem_config: {writable_paths: [/tmp/x]} | writable_paths must be empty when"
                        + " mode is 'read_only'; set mode to 'read_write' to specify writable paths",
                "filesystem_config: {mode: none, writable_paths: [/tmp/x]} | writable_paths must be"
                        + " empty when mode is 'none'; set mode to 'read_write' to specify writable"
                        + " paths",
                "filesystem_config: {mode: none, read_paths: [/tmp/x]} | read_paths must be empty"
                        + " when mode is 'none'; set mode to 'read_only' to specify readable paths",
                "filesystem_config: {read_paths: [data]} | path 'data' must start with '/', '~/' or"
                        + " './'",
                "filesystem_config: {read_paths: ['/a/../b']} | path '/a/../b' must not hold '.' or"
                        + " '..' segments",
                "filesystem_config: {read_paths: ['/a/*.txt']} | path '/a/*.txt' must not be a"
                        + " pattern",
                "filesystem_config: {read_paths: [/proc/1]} | path '/proc/1' belongs to the sandbox"
                        + " itself",
                "filesystem_config: {read_paths: [//sys]} | path '//sys' belongs to the sandbox itself",
                "env_allowlist: ['A=b'] | variable name 'A=b' holds a '='",
                "env_allowlist: ['AWS_*'] | variable name 'AWS_*' must not be a pattern"
            })
    void aWrongValueIsRefusedInWords(String yaml, String message) {
        assertThat(refused(yaml).problems())
                .extracting(problem -> problem.message())
                .containsExactly(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://api.openai.com/v1 | write the host alone: api.openai.com",
                "api.openai.com:443 | write the host alone, api.openai.com, and its port under"
                        + " 'ports'",
                "bücher.example | write its ASCII form: xn--bcher-kva.example"
            })
    void aDomainThatIsAlmostOneDrawsTheRightForm(String domain, String help) {
        CapabilityParseException e =
                refused("network_egress_rules: [{domain: \"" + domain + "\"}]");
        assertThat(e.problems().getFirst().help()).contains(help);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.com",
                "*.a.com",
                "*",
                "api?.x.com",
                "10.0.0.1",
                "::1",
                "[2001:db8::1]",
                " a.com "
            })
    void aDomainMayBeANameAPatternOrAnAddress(String domain) {
        CapabilityDeclaration capability =
                CapabilityParser.fromString("network_egress_rules: [{domain: \"" + domain + "\"}]");
        assertThat(capability.networkEgressRules())
                .containsExactly(new NetworkEgressRule(domain.strip()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a..b",
                ".a",
                "a.",
                "a b",
                "a_b\\n",
                "a.com/",
                "a@b",
                "a%2eb",
                "-\\u0000",
                "a,b"
            })
    void aDomainOfAnotherFormIsRefused(String domain) {
        refused("network_egress_rules: [{domain: \"" + domain + "\"}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- a | list",
                "hello | str",
                "\"5\" | str",
                "5 | int",
                "1.5 | float",
                "true | bool"
            })
    void aDocumentThatIsNotAMappingIsRefused(String yaml, String type) {
        assertThat(refused(yaml)).hasMessage("capability file must be a YAML mapping, got " + type);
    }

    @Test
    void malformedYamlNamesItsPlace() {
        CapabilityParseException e = refused("permissions: [read_env\nsandbox_tier: gvisor\n");
        assertThat(e.text()).startsWith("YAML parse error: ");
        assertThat(e.problems().getFirst().line()).isPositive();
    }

    @Test
    void harmfulCharactersOfAKeyAreNotPrinted() {
        CapabilityParseException e = refused("\"a\\e[31m\\u202e\": 1");
        assertThat(e.text() + e.render())
                .doesNotContain("\u001b", "\u202e")
                .contains("\\u001b", "\\u202e");
    }

    @Test
    void aFloodOfProblemsIsCutShort() {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            yaml.append("unknown_").append(i).append(": 1\n");
        }
        assertThat(refused(yaml.toString()).problems()).hasSize(100);
    }

    @Test
    void everyKeyArrivesInItsPlace() {
        CapabilityDeclaration capability =
                CapabilityParser.fromString(
                        """
                        sandbox_tier: docker
                        network_egress_rules: [{domain: a.b, ports: [1, 65535], rate_limit_per_min: 7}]
                        filesystem_config:
                          mode: read_write
                          writable_paths: [/w]
                          root: host
                          read_paths: [~/r]
                          hidden_paths: ["**/*.h"]
                        resource_limits:
                          max_memory_mb: 2
                          max_cpu_seconds: 3.5
                          max_cost_usd: 4.5
                          max_tokens: 5
                          max_pids: 6
                          max_wall_seconds: 7.5
                          max_output_mb: 8
                          max_disk_mb: 9
                          max_open_files: 20
                          cpu_cores: 1.5
                          cpu_weight: 11
                        permissions: [spawn_subprocess]
                        env_allowlist: []
                        """);
        assertThat(capability)
                .isEqualTo(
                        new CapabilityDeclaration(
                                SandboxTier.DOCKER,
                                List.of(new NetworkEgressRule("a.b", List.of(1, 65535), 7)),
                                new FilesystemConfig(
                                        FilesystemMode.READ_WRITE,
                                        List.of("/w"),
                                        FilesystemRoot.HOST,
                                        List.of("~/r"),
                                        List.of("**/*.h")),
                                new ResourceLimits(
                                        2,
                                        3.5,
                                        new BigDecimal("4.5"),
                                        5,
                                        6,
                                        Optional.of(7.5),
                                        Optional.of(8L),
                                        9,
                                        20,
                                        Optional.of(1.5),
                                        Optional.of(11)),
                                List.of("spawn_subprocess"),
                                Optional.of(List.of())));
    }

    private static ResourceLimits limits(String line) {
        return CapabilityParser.fromString("resource_limits: {" + line + "}").resourceLimits();
    }
}
