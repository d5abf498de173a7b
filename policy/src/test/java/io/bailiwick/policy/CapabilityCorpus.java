package io.bailiwick.policy;

import java.util.List;

/** Capabilities and texts that several tests share. */
final class CapabilityCorpus {
    private CapabilityCorpus() {}

    static CapabilityDeclaration everything() {
        return CapabilityParser.fromString(EVERYTHING);
    }

    static final String EVERYTHING =
            """
            sandbox_tier: gvisor
            network_egress_rules:
              - domain: "*.example.com"
                ports: [80, 443]
                rate_limit_per_min: 30
              - domain: 10.0.0.1
            filesystem_config:
              mode: read_write
              writable_paths: [/tmp/out, ./build, ~/results]
              root: host
              read_paths: [/srv/data]
              hidden_paths: ["**/*.secret", ./private]
            resource_limits:
              max_memory_mb: 256
              max_cpu_seconds: 12.5
              max_cost_usd: 0.05
              max_tokens: 50000
              max_pids: 64
              max_wall_seconds: 60.5
              max_output_mb: 16
              max_disk_mb: 128
              max_open_files: 256
              cpu_cores: 1.5
              cpu_weight: 200
            permissions: [read_env, spawn_subprocess]
            env_allowlist: [LANG, PYTHONPATH]
            """;

    static final List<String> VALID =
            List.of(
                    EVERYTHING,
                    "{}\n",
                    "sandbox_tier: docker\n",
                    "filesystem_config:\n  mode: none\n  hidden_paths: [\"*.pem\"]\n",
                    "filesystem_config:\n  mode: read_only\n  read_paths: [/data]\n",
                    "filesystem_config:\n  mode: read_write\n",
                    "resource_limits:\n  max_memory_mb: \"256\"\n  cpu_cores: '0.5'\n",
                    "resource_limits:\n  max_wall_seconds: ~\n  max_output_mb: null\n",
                    "network_egress_rules:\n  - domain: a.com\n  - domain: '[::1]'\n    ports: []\n",
                    "permissions: []\nenv_allowlist: []\n",
                    "env_allowlist: null\n",
                    CapabilityTemplate.commented());
}
