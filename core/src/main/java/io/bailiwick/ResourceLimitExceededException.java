package io.bailiwick;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A limit of the capability was exceeded. */
public final class ResourceLimitExceededException extends SandboxException {

    private final String resource;
    private final BigDecimal limit;
    private final BigDecimal used;

    /**
     * A limit without a unit of its own.
     *
     * @param resource the key in {@code resource_limits}
     * @param limit what is allowed, in the key's unit
     * @param used what was used, in the key's unit
     */
    public ResourceLimitExceededException(String resource, BigDecimal limit, BigDecimal used) {
        this(new Breach(resource, used, limit, ""));
    }

    public ResourceLimitExceededException(Breach breach) {
        this(null, breach, breach.describe());
    }

    ResourceLimitExceededException(@Nullable ExecResult result, Breach breach, String reason) {
        super(
                ErrorCode.RESOURCE_LIMIT_EXCEEDED,
                reason,
                "raise resource_limits."
                        + breach.limit()
                        + " if the agent is meant to use this much",
                result,
                null);
        this.resource = breach.limit();
        this.limit = breach.allowed();
        this.used = breach.used();
    }

    /** The key in {@code resource_limits}. */
    public String resource() {
        return resource;
    }

    /** What is allowed, in the key's unit. */
    public BigDecimal limit() {
        return limit;
    }

    /** What was used, in the key's unit. */
    public BigDecimal used() {
        return used;
    }
}
