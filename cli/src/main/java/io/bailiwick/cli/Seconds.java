package io.bailiwick.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of seconds: 0 to a thousand million, to the millisecond. */
final class Seconds implements ITypeConverter<Duration> {

    private static final int LONGEST_TEXT = 20;
    private static final int MOST = 1_000_000_000;

    @Override
    public Duration convert(String text) {
        return read(text).orElseThrow(() -> refused(text));
    }

    /** The time; empty when the text is none. */
    static Optional<Duration> read(String text) {
        if (text.isEmpty() || text.length() > LONGEST_TEXT || !plain(text)) {
            return Optional.empty();
        }
        BigDecimal seconds;
        try {
            seconds = new BigDecimal(text);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
        if (seconds.compareTo(BigDecimal.valueOf(MOST)) > 0) {
            return Optional.empty();
        }
        Duration duration = Duration.ofMillis(seconds.movePointRight(3).longValue());
        boolean tooShort = duration.isZero() && seconds.signum() > 0;
        return tooShort ? Optional.empty() : Optional.of(duration);
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
