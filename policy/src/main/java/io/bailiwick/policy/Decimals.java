package io.bailiwick.policy;

import java.math.BigDecimal;

/** One form for equal numbers, so that equal capabilities have equal hashes. */
final class Decimals {
    private Decimals() {}

    /** Without trailing zeros, with at least one decimal: {@code 5} is {@code 5.0}. */
    static BigDecimal normal(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 1 ? stripped.setScale(1) : stripped;
    }

    static BigDecimal normal(double value) {
        return normal(BigDecimal.valueOf(value));
    }
}
