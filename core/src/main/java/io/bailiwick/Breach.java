package io.bailiwick;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A limit that was exceeded.
 *
 * @param limit the key in the capability file's {@code resource_limits}, such as {@code
 *     max_memory_mb}
 * @param used what was used, in the unit; at least zero
 * @param allowed what the capability allows, in the unit
 * @param unit {@code s}, {@code MiB}, {@code USD}, {@code tokens}, {@code processes}, {@code files}
 */
public record Breach(String limit, BigDecimal used, BigDecimal allowed, String unit) {

    public Breach {
        if (limit.isBlank()) {
            throw new IllegalArgumentException("limit must not be blank");
        }
        if (used.signum() < 0) {
            throw new IllegalArgumentException("used must not be negative: " + used);
        }
    }

    /** One line for a person. */
    public String describe() {
        return switch (limit) {
            case "max_cpu_seconds" ->
                    "CPU limit exceeded: "
                            + fixed(used, 2)
                            + "s used, limit is "
                            + fixed(allowed, 2)
                            + "s";
            case "max_memory_mb" -> mebibytes("Memory");
            case "max_output_mb" -> mebibytes("Output");
            case "max_disk_mb" -> mebibytes("Disk");
            case "max_tokens" ->
                    "Token limit exceeded: "
                            + fixed(used, 0)
                            + " tokens used, limit is "
                            + fixed(allowed, 0);
            case "max_cost_usd" ->
                    "Cost limit exceeded: $"
                            + fixed(used, 4)
                            + " spent, limit is $"
                            + fixed(allowed, 4);
            case "max_wall_seconds" -> "wall-clock timeout of " + fixed(allowed, 1) + "s exceeded";
            default ->
                    limit
                            + " exceeded: "
                            + used.toPlainString()
                            + " "
                            + unit
                            + " used, limit is "
                            + allowed.toPlainString();
        };
    }

    private String mebibytes(String what) {
        return what
                + " limit exceeded: "
                + fixed(used, 1)
                + " MiB used, limit is "
                + fixed(allowed, 0)
                + " MiB";
    }

    private static String fixed(BigDecimal value, int decimals) {
        return value.setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
    }
}
