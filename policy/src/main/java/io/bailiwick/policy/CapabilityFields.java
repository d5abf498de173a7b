package io.bailiwick.policy;

import io.bailiwick.policy.schema.Field;
import io.bailiwick.policy.schema.Type;
import io.bailiwick.policy.schema.Type.Constraint;
import io.bailiwick.policy.schema.Type.DecimalNumber;
import io.bailiwick.policy.schema.Type.ListOf;
import io.bailiwick.policy.schema.Type.Mapping;
import io.bailiwick.policy.schema.Type.WholeNumber;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every key of a capability file with its type, bounds, default and explanation. This table is the
 * one source of the file's reader, the records' invariants, the commented template and the JSON
 * Schema.
 */
final class CapabilityFields {
    /** 16 TiB, in MiB: beyond any host, far below overflow in bytes. */
    private static final long MOST_MEBIBYTES = 16L * 1024 * 1024;

    /** One year. */
    private static final String MOST_SECONDS = "31536000";

    private static final int MOST_ENTRIES = 1000;

    // network_egress_rules[]
    static final Field DOMAIN =
            Field.required(
                    "domain",
                    TextForms.DOMAIN,
                    "Host name; '*.example.com' means example.com and everything below it.");
    static final Field PORTS =
            Field.optional(
                    "ports",
                    new ListOf(
                            new WholeNumber(
                                    1,
                                    65535,
                                    Optional.of("port %s is outside the valid range 1-65535")),
                            256),
                    List.of(),
                    "Allowed TCP and UDP ports; an empty list means every port.");
    static final Field RATE_LIMIT_PER_MIN =
            Field.optional(
                    "rate_limit_per_min",
                    new WholeNumber(1, 1_000_000),
                    60L,
                    "Most requests (connections, where requests cannot be seen) per minute.");
    static final Mapping EGRESS_RULE =
            new Mapping("NetworkEgressRule", List.of(DOMAIN, PORTS, RATE_LIMIT_PER_MIN), List.of());

    // filesystem_config
    static final Field MODE =
            Field.optional(
                    "mode",
                    new Type.Choice(FilesystemMode.WORDS),
                    "read_only",
                    "read_only: nothing of the host is written. read_write: the writable paths are"
                            + " written through. none: runtimes and an empty private directory.");
    static final Field WRITABLE_PATHS =
            Field.optional(
                    "writable_paths",
                    new ListOf(TextForms.PATH, MOST_ENTRIES),
                    List.of(),
                    "With read_write: the host paths that are written through. Empty: the working"
                            + " directory is, every other write goes to a private layer.");
    static final Field ROOT =
            Field.optional(
                    "root",
                    new Type.Choice(FilesystemRoot.WORDS),
                    "minimal",
                    "minimal: runtimes, tools and the working directory. host: the whole host"
                            + " without the hidden files.");
    static final Field READ_PATHS =
            Field.optional(
                    "read_paths",
                    new ListOf(TextForms.PATH, MOST_ENTRIES),
                    List.of(),
                    "Further host paths that can be read.");
    static final Field HIDDEN_PATHS =
            Field.optional(
                    "hidden_paths",
                    new ListOf(TextForms.PATTERN, MOST_ENTRIES),
                    List.of(),
                    "Paths and patterns that do not exist for the agent, besides keys and"
                            + " credential files, which never do.");
    static final Constraint WRITABLE_NEEDS_READ_WRITE =
            new Constraint(
                    "mode",
                    List.of("read_only", "none"),
                    "writable_paths",
                    "writable_paths must be empty when mode is '%s'; set mode to 'read_write' to"
                            + " specify writable paths");
    static final Constraint NONE_READS_NOTHING =
            new Constraint(
                    "mode",
                    List.of("none"),
                    "read_paths",
                    "read_paths must be empty when mode is '%s'; set mode to 'read_only' to specify"
                            + " readable paths");
    static final Mapping FILESYSTEM =
            new Mapping(
                    "FilesystemConfig",
                    List.of(MODE, WRITABLE_PATHS, ROOT, READ_PATHS, HIDDEN_PATHS),
                    List.of(WRITABLE_NEEDS_READ_WRITE, NONE_READS_NOTHING));

    // resource_limits
    static final Field MAX_MEMORY_MB =
            Field.optional(
                    "max_memory_mb",
                    new WholeNumber(1, MOST_MEBIBYTES),
                    512L,
                    "Memory of all processes together, in MiB.");
    static final Field MAX_CPU_SECONDS =
            Field.optional(
                    "max_cpu_seconds",
                    new DecimalNumber("0.001", MOST_SECONDS),
                    new BigDecimal("30.0"),
                    "CPU time of all processes together, in seconds; sleeping costs nothing.");
    static final Field MAX_COST_USD =
            Field.optional(
                    "max_cost_usd",
                    new DecimalNumber("0.000001", "1000000"),
                    new BigDecimal("0.1"),
                    "Money spent on language models, in US dollars.");
    static final Field MAX_TOKENS =
            Field.optional(
                    "max_tokens",
                    new WholeNumber(1, 1_000_000_000_000L),
                    100_000L,
                    "Tokens used with language models.");
    static final Field MAX_PIDS =
            Field.optional(
                    "max_pids",
                    // PID_MAX_LIMIT of a 64-bit kernel, include/linux/threads.h
                    new WholeNumber(1, 4_194_304),
                    512L,
                    "Processes and threads alive at once.");
    static final Field MAX_WALL_SECONDS =
            Field.nullable(
                    "max_wall_seconds",
                    new DecimalNumber("0.001", MOST_SECONDS),
                    new BigDecimal("600.0"),
                    "Time from start to end of a command, in seconds; left out: unlimited.");
    static final Field MAX_OUTPUT_MB =
            Field.nullable(
                    "max_output_mb",
                    new WholeNumber(1, 1024L * 1024),
                    64L,
                    "Output that a command may write, in MiB; left out: unlimited.");
    static final Field MAX_DISK_MB =
            Field.optional(
                    "max_disk_mb",
                    new WholeNumber(1, MOST_MEBIBYTES),
                    1024L,
                    "Private files of the sandbox together (/tmp, /dev/shm, private layer), in"
                            + " MiB.");
    static final Field MAX_OPEN_FILES =
            Field.optional(
                    "max_open_files",
                    // sysctl_nr_open_default of the kernel, fs/file.c
                    new WholeNumber(16, 1_048_576),
                    1024L,
                    "Open files of one process.");
    static final Field CPU_CORES =
            Field.nullable(
                    "cpu_cores",
                    // a control group's quota is at least 1 ms of every 100 ms
                    new DecimalNumber("0.01", "1024"),
                    new BigDecimal("1.5"),
                    "Processor cores that may be busy at once, such as 1.5; left out: all.");
    static final Field CPU_WEIGHT =
            Field.nullable(
                    "cpu_weight",
                    new WholeNumber(1, 10_000),
                    100L,
                    "Share of a busy processor against other groups; the kernel's default is"
                            + " 100.");
    static final Mapping LIMITS =
            new Mapping(
                    "ResourceLimits",
                    List.of(
                            MAX_MEMORY_MB,
                            MAX_CPU_SECONDS,
                            MAX_COST_USD,
                            MAX_TOKENS,
                            MAX_PIDS,
                            MAX_WALL_SECONDS,
                            MAX_OUTPUT_MB,
                            MAX_DISK_MB,
                            MAX_OPEN_FILES,
                            CPU_CORES,
                            CPU_WEIGHT),
                    List.of());

    // top level
    static final Field SANDBOX_TIER =
            Field.optional(
                    "sandbox_tier",
                    new Type.Choice(SandboxTier.WORDS),
                    "seccomp",
                    "What stands between the agent and the host.");
    static final Field EGRESS_RULES =
            Field.optional(
                    "network_egress_rules",
                    new ListOf(EGRESS_RULE, MOST_ENTRIES),
                    List.of(),
                    "Hosts that the agent may connect to; an empty list means no network.");
    static final Field FILESYSTEM_CONFIG =
            Field.optional(
                    "filesystem_config",
                    FILESYSTEM,
                    Map.of(),
                    "What the agent can read and write.");
    static final Field RESOURCE_LIMITS =
            Field.optional("resource_limits", LIMITS, Map.of(), "What the agent can use up.");
    static final Field PERMISSIONS =
            Field.optional(
                    "permissions",
                    new ListOf(new Type.Choice(Permissions.ALL), 64),
                    List.of(),
                    "read_env: the filtered environment of the caller. spawn_subprocess: the"
                            + " agent's process may create others.");
    static final Field ENV_ALLOWLIST =
            Field.nullable(
                    "env_allowlist",
                    new ListOf(TextForms.VARIABLE, MOST_ENTRIES),
                    List.of("LANG", "PYTHONPATH"),
                    "With read_env: the only variables that pass, by exact name.");
    static final Mapping CAPABILITY =
            new Mapping(
                    "CapabilityDeclaration",
                    List.of(
                            SANDBOX_TIER,
                            EGRESS_RULES,
                            FILESYSTEM_CONFIG,
                            RESOURCE_LIMITS,
                            PERMISSIONS,
                            ENV_ALLOWLIST),
                    List.of());

    private CapabilityFields() {}
}
