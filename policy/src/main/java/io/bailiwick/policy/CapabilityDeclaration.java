package io.bailiwick.policy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an agent may do. Everything that is not declared is denied.
 *
 * @param sandboxTier what stands between the agent and the host
 * @param networkEgressRules where it may connect to; empty means no network
 * @param filesystemConfig what it can read and write
 * @param resourceLimits what it can use up
 * @param permissions names of {@link Permissions}
 * @param envAllowlist with {@link Permissions#READ_ENV}, the only variables that pass
 */
public record CapabilityDeclaration(
        SandboxTier sandboxTier,
        List<NetworkEgressRule> networkEgressRules,
        FilesystemConfig filesystemConfig,
        ResourceLimits resourceLimits,
        List<String> permissions,
        Optional<List<String>> envAllowlist) {

    /**
     * Checks every part.
     *
     * @throws IllegalArgumentException for an unknown permission, a malformed variable name, or a
     *     list that is too long, with the message that a capability file would draw
     */
    public CapabilityDeclaration {
        CapabilityFields.EGRESS_RULES.require(networkEgressRules);
        CapabilityFields.PERMISSIONS.require(permissions);
        envAllowlist.ifPresent(CapabilityFields.ENV_ALLOWLIST::require);
        networkEgressRules = List.copyOf(networkEgressRules);
        permissions = List.copyOf(permissions);
        envAllowlist = envAllowlist.map(List::copyOf);
    }

    /** The capability of an empty file. */
    public static CapabilityDeclaration defaults() {
        return builder().build();
    }

    /**
     * The capability of a run for which none was declared: the runtimes and the working directory
     * can be read, {@code /tmp} is private scratch, there is no network and no variable of the
     * caller. The agent may create processes, since most tools do and every one of them stays under
     * the same rules and limits.
     */
    public static CapabilityDeclaration safeDefault() {
        return builder().permissions(Permissions.SPAWN_SUBPROCESS).build();
    }

    public static Builder builder() {
        return new Builder();
    }

    public Builder toBuilder() {
        Builder builder =
                new Builder()
                        .sandboxTier(sandboxTier)
                        .networkEgressRules(networkEgressRules)
                        .filesystemConfig(filesystemConfig)
                        .resourceLimits(resourceLimits)
                        .permissions(permissions);
        envAllowlist.ifPresent(builder::envAllowlist);
        return builder;
    }

    /** Whether the permission, one of {@link Permissions#ALL}, was declared. */
    public boolean grants(String permission) {
        return permissions.contains(permission);
    }

    /** The SHA-256 of the canonical JSON, as 64 hexadecimal digits; equal for equal values. */
    public String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] canonical = Json.canonical(toValue()).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(digest.digest(canonical));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Indented JSON with the keys of a capability file, defaults filled in. */
    public String toJson() {
        return Json.pretty(toValue());
    }

    /** The keys of a capability file as maps, lists, texts and numbers, for {@link Json}. */
    public Map<String, Object> toValue() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("sandbox_tier", sandboxTier.word());
        value.put(
                "network_egress_rules",
                networkEgressRules.stream().map(NetworkEgressRule::toValue).toList());
        value.put("filesystem_config", filesystemConfig.toValue());
        value.put("resource_limits", resourceLimits.toValue());
        value.put("permissions", permissions);
        value.put("env_allowlist", envAllowlist);
        return value;
    }

    /** Collects the parts of a capability. Not safe for concurrent use. */
    public static final class Builder {
        private SandboxTier sandboxTier = SandboxTier.SECCOMP;
        private List<NetworkEgressRule> networkEgressRules = List.of();
        private FilesystemConfig filesystemConfig = FilesystemConfig.defaults();
        private ResourceLimits resourceLimits = ResourceLimits.defaults();
        private List<String> permissions = List.of();
        private Optional<List<String>> envAllowlist = Optional.empty();

        private Builder() {}

        public Builder sandboxTier(SandboxTier tier) {
            sandboxTier = tier;
            return this;
        }

        public Builder networkEgressRules(List<NetworkEgressRule> rules) {
            networkEgressRules = rules;
            return this;
        }

        public Builder networkEgressRules(NetworkEgressRule... rules) {
            return networkEgressRules(List.of(rules));
        }

        public Builder filesystemConfig(FilesystemConfig config) {
            filesystemConfig = config;
            return this;
        }

        public Builder resourceLimits(ResourceLimits limits) {
            resourceLimits = limits;
            return this;
        }

        public Builder permissions(List<String> names) {
            permissions = names;
            return this;
        }

        public Builder permissions(String... names) {
            return permissions(List.of(names));
        }

        public Builder envAllowlist(List<String> names) {
            envAllowlist = Optional.of(names);
            return this;
        }

        public Builder envAllowlist(String... names) {
            return envAllowlist(List.of(names));
        }

        /**
         * The value that was collected.
         *
         * @throws IllegalArgumentException when a part is not accepted
         */
        public CapabilityDeclaration build() {
            return new CapabilityDeclaration(
                    sandboxTier,
                    networkEgressRules,
                    filesystemConfig,
                    resourceLimits,
                    permissions,
                    envAllowlist);
        }
    }
}
