package io.bailiwick;

import java.util.Map;

/**
 * An {@link ExecResult} as plain values.
 *
 * @param exitCode n; -signal; -9 killed by us; -1 lost
 * @param stderr with a last line {@code [sandbox] killed: <reason>} when the command was killed by
 *     us
 * @param durationMs milliseconds with two decimals
 * @param resourceUsage see {@link Usage#toMap()}
 */
public record SandboxResult(
        int exitCode,
        String stdout,
        String stderr,
        double durationMs,
        Map<String, Number> resourceUsage) {}
