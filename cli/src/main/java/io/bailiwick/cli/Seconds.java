package io.bailiwick.cli;

import java.math.BigDecimal;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of seconds: 0 to a thousand million, to the millisecond. */
final class Seconds implements ITypeConverter<Duration> {

    private static final int LONGEST_TEXT = 20;
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000L);

    @Override
    public Duration convert(String text) {
        if (text.isEmpty() || text.length() > LONGEST_TEXT || !plain(text)) {
            throw refused(text);
        }
        BigDecimal seconds;
        try {
            seconds = new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw refused(text);
        }
        if (seconds.compareTo(MOST) > 0) {
            throw refused(text);
        }
        Duration duration = Duration.ofMillis(seconds.movePointRight(3).longValue());
        if (duration.isZero() && seconds.signum() > 0) {
            throw refused(text);
        }
        return duration;
    }

    /** Digits and a point: an exponent would let a short text stand for a huge number. */
    private static boolean plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && c != '.') {
                return false;
            }
        }
        return true;
    }

    private static TypeConversionException refused(String text) {
        return new TypeConversionException(
                "'"
                        + text
                        + "' is not a number of seconds from 0.001 to 1000000000, or 0 for none");
    }
}
