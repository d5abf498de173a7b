package io.bailiwick.policy.schema;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/** The comparison of a number with its bounds, and the words for it. */
final class Bounds {
    private Bounds() {}

    static Optional<Complaint> check(String key, Number number, BigDecimal min, BigDecimal max) {
        if (number instanceof Double d && !Double.isFinite(d)) {
            return Optional.of(Complaint.of(key + " should be a finite number, got " + d));
        }
        BigDecimal value = number instanceof BigDecimal b ? b : new BigDecimal(number.toString());
        if (value.signum() <= 0 && !isWhole(min)) {
            return Optional.of(
                    Complaint.of(key + " should be greater than 0, got " + shown(value)));
        }
        if (value.compareTo(min) < 0) {
            return Optional.of(
                    Complaint.of(
                            key
                                    + " should be greater than or equal to "
                                    + min.toPlainString()
                                    + ", got "
                                    + shown(value)));
        }
        if (value.compareTo(max) > 0) {
            return Optional.of(
                    Complaint.of(
                            key
                                    + " should be less than or equal to "
                                    + max.toPlainString()
                                    + ", got "
                                    + shown(value)));
        }
        return Optional.empty();
    }

    private static boolean isWhole(BigDecimal min) {
        return min.scale() <= 0;
    }

    /** Never expands an exponent: {@code 1e999999} would be a million digits. */
    static String shown(Number number) {
        BigDecimal value = number instanceof BigDecimal b ? b : new BigDecimal(number.toString());
        boolean small =
                Math.abs((long) value.precision() - value.scale()) < 20 && value.scale() < 20;
        return small ? value.toPlainString() : value.round(new MathContext(6)).toString();
    }
}
