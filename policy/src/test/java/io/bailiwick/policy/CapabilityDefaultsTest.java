package io.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CapabilityDefaultsTest {

    private static final String GOLDEN =
            """
            {
              "sandbox_tier": "seccomp",
              "network_egress_rules": [],
              "filesystem_config": {
                "mode": "read_only",
                "writable_paths": [],
                "root": "minimal",
                "read_paths": [],
                "hidden_paths": []
              },
              "resource_limits": {
                "max_memory_mb": 512,
                "max_cpu_seconds": 30.0,
                "max_cost_usd": 0.1,
                "max_tokens": 100000,
                "max_pids": 512,
                "max_wall_seconds": null,
                "max_output_mb": null,
                "max_disk_mb": 1024,
                "max_open_files": 1024,
                "cpu_cores": null,
                "cpu_weight": null
              },
              "permissions": [],
              "env_allowlist": null
            }\
            """;

    @Test
    void everyDefaultIsPinned() {
        assertThat(CapabilityDeclaration.defaults().toJson()).isEqualTo(GOLDEN);
    }

    @Test
    void theDefaultRateIsPinned() {
        assertThat(new NetworkEgressRule("a.com"))
                .isEqualTo(new NetworkEgressRule("a.com", List.of(), 60));
    }

    @Test
    void theDefaultOfEveryKeyInTheTableIsTheRecordsDefault() {
        assertThat(CapabilityParser.fromString(CapabilityTemplate.commented()))
                .isEqualTo(CapabilityDeclaration.defaults());
    }

    @Test
    void theTemplateNamesEveryKey() {
        String template = CapabilityTemplate.commented();
        for (var field : CapabilityFields.CAPABILITY.fields()) {
            assertThat(template).contains(field.key() + ":");
        }
        for (var field : CapabilityFields.LIMITS.fields()) {
            assertThat(template).contains(field.key() + ":");
        }
        for (var field : CapabilityFields.FILESYSTEM.fields()) {
            assertThat(template).contains(field.key() + ":");
        }
        for (var field : CapabilityFields.EGRESS_RULE.fields()) {
            assertThat(template).contains(field.key() + ":");
        }
    }

    @Test
    void theTemplatesCommentedKeysAreAcceptedWhenTheyAreUncommented() {
        String uncommented =
                CapabilityTemplate.commented()
                        .replaceAll(
                                "(?m)^( *)# (max_wall_seconds|max_output_mb|cpu_\\w+): ", "$1$2: ")
                        .replaceAll("(?m)^# (env_allowlist): ", "$1: ");
        CapabilityDeclaration capability = CapabilityParser.fromString(uncommented);
        assertThat(capability.envAllowlist()).isPresent();
        assertThat(capability.resourceLimits().maxWallSeconds()).contains(600.0);
        assertThat(capability.resourceLimits().maxOutputMb()).contains(64L);
        assertThat(capability.resourceLimits().cpuCores()).contains(1.5);
        assertThat(capability.resourceLimits().cpuWeight()).contains(100);
    }

    @Test
    void theHashIsOfTheCanonicalForm() {
        CapabilityDeclaration one =
                CapabilityParser.fromString("resource_limits: {max_cost_usd: 0.10, max_tokens: 7}");
        CapabilityDeclaration same =
                CapabilityParser.fromString(
                        "resource_limits: {max_tokens: '7', max_cost_usd: 1e-1}");
        assertThat(one.hash()).isEqualTo(same.hash()).matches("[0-9a-f]{64}");
        assertThat(one.hash()).isNotEqualTo(CapabilityDeclaration.defaults().hash());
    }

    @Test
    void theHashOfTheDefaultsIsPinned() {
        assertThat(CapabilityDeclaration.defaults().hash())
                .isEqualTo("0702654ce9e9264aac370c25bcbfa4f38bdb0dd8d487aa19d798ff56a14a2c1b");
    }

    @Test
    void theSafeDefaultOpensNeitherNetworkNorEnvironmentNorTheHost() {
        CapabilityDeclaration safe = CapabilityDeclaration.safeDefault();
        assertThat(safe.networkEgressRules()).isEmpty();
        assertThat(safe.grants(Permissions.READ_ENV)).isFalse();
        assertThat(safe.filesystemConfig()).isEqualTo(FilesystemConfig.defaults());
        assertThat(safe.grants(Permissions.SPAWN_SUBPROCESS)).isTrue();
    }
}
