package io.bailiwick.policy;

import java.util.Optional;

/**
 * Whether usage is within limits.
 *
 * @param ok whether every limit holds; usage exactly at a limit is within it
 * @param reason the first limit that does not hold, in words
 */
public record LimitCheck(boolean ok, Optional<String> reason) {

    public LimitCheck {
        if (ok == reason.isPresent()) {
            throw new IllegalArgumentException(
                    "a reason is given exactly when a limit is exceeded");
        }
    }

    static LimitCheck within() {
        return new LimitCheck(true, Optional.empty());
    }

    static LimitCheck exceeded(String reason) {
        return new LimitCheck(false, Optional.of(reason));
    }
}
