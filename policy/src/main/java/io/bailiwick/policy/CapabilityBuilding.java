package io.bailiwick.policy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Makes the records from the plain values that a reader found to be in order. */
final class CapabilityBuilding {
    private CapabilityBuilding() {}

    static CapabilityDeclaration capability(Map<String, Object> values) {
        CapabilityDeclaration.Builder builder = CapabilityDeclaration.builder();
        text(values, "sandbox_tier", word -> builder.sandboxTier(SandboxTier.of(word)));
        if (values.get("network_egress_rules") instanceof List<?> rules) {
            builder.networkEgressRules(rules(rules));
        }
        if (values.get("filesystem_config") instanceof Map<?, ?> config) {
            builder.filesystemConfig(filesystem(config));
        }
        if (values.get("resource_limits") instanceof Map<?, ?> limits) {
            builder.resourceLimits(limits(limits));
        }
        texts(values, "permissions", builder::permissions);
        texts(values, "env_allowlist", builder::envAllowlist);
        return builder.build();
    }

    private static List<NetworkEgressRule> rules(List<?> values) {
        List<NetworkEgressRule> rules = new ArrayList<>(values.size());
        for (Object value : values) {
            if (value instanceof Map<?, ?> map) {
                rules.add(rule(map));
            }
        }
        return rules;
    }

    private static NetworkEgressRule rule(Map<?, ?> values) {
        NetworkEgressRule.Builder builder = NetworkEgressRule.builder();
        text(values, "domain", builder::domain);
        if (values.get("ports") instanceof List<?> ports) {
            List<Integer> numbers = new ArrayList<>(ports.size());
            for (Object port : ports) {
                numbers.add(Math.toIntExact((Long) port));
            }
            builder.ports(numbers);
        }
        whole(values, "rate_limit_per_min", n -> builder.rateLimitPerMin(Math.toIntExact(n)));
        return builder.build();
    }

    private static FilesystemConfig filesystem(Map<?, ?> values) {
        FilesystemConfig.Builder builder = FilesystemConfig.builder();
        text(values, "mode", word -> builder.mode(FilesystemMode.of(word)));
        texts(values, "writable_paths", builder::writablePaths);
        text(values, "root", word -> builder.root(FilesystemRoot.of(word)));
        texts(values, "read_paths", builder::readPaths);
        texts(values, "hidden_paths", builder::hiddenPaths);
        return builder.build();
    }

    private static ResourceLimits limits(Map<?, ?> values) {
        ResourceLimits.Builder builder = ResourceLimits.builder();
        whole(values, "max_memory_mb", builder::maxMemoryMb);
        decimal(values, "max_cpu_seconds", n -> builder.maxCpuSeconds(n.doubleValue()));
        decimal(values, "max_cost_usd", builder::maxCostUsd);
        whole(values, "max_tokens", builder::maxTokens);
        whole(values, "max_pids", n -> builder.maxPids(Math.toIntExact(n)));
        decimal(values, "max_wall_seconds", n -> builder.maxWallSeconds(n.doubleValue()));
        whole(values, "max_output_mb", builder::maxOutputMb);
        whole(values, "max_disk_mb", builder::maxDiskMb);
        whole(values, "max_open_files", n -> builder.maxOpenFiles(Math.toIntExact(n)));
        decimal(values, "cpu_cores", n -> builder.cpuCores(n.doubleValue()));
        whole(values, "cpu_weight", n -> builder.cpuWeight(Math.toIntExact(n)));
        return builder.build();
    }

    private static void text(Map<?, ?> values, String key, Consumer<String> use) {
        if (values.get(key) instanceof String text) {
            use.accept(text);
        }
    }

    private static void texts(Map<?, ?> values, String key, Consumer<List<String>> use) {
        if (values.get(key) instanceof List<?> list) {
            use.accept(list.stream().map(String.class::cast).toList());
        }
    }

    private static void whole(Map<?, ?> values, String key, Consumer<Long> use) {
        if (values.get(key) instanceof Long number) {
            use.accept(number);
        }
    }

    private static void decimal(Map<?, ?> values, String key, Consumer<BigDecimal> use) {
        if (values.get(key) instanceof BigDecimal number) {
            use.accept(number);
        }
    }
}
