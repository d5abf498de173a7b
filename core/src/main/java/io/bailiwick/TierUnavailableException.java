package io.bailiwick;

import io.bailiwick.policy.SandboxTier;
import java.util.Locale;

/** The declared tier needs software or hardware that this host does not have. */
public final class TierUnavailableException extends SandboxException {

    private final SandboxTier tier;
    private final String missing;

    /**
     * A tier that cannot be used here.
     *
     * @param missing what is missing, such as {@code runsc not found}
     */
    public TierUnavailableException(SandboxTier tier, String missing) {
        super(
                ErrorCode.TIER_UNAVAILABLE,
                "tier '" + tier.name().toLowerCase(Locale.ROOT) + "' unavailable: " + missing);
        this.tier = tier;
        this.missing = missing;
    }

    public SandboxTier tier() {
        return tier;
    }

    public String missing() {
        return missing;
    }
}
