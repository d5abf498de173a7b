package io.bailiwick.policy.yaml;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What a plain text means, by the core schema of YAML 1.2 (section 10.3.2) without its octal and
 * hexadecimal numbers, and without leading zeros: {@code 010} was eight in YAML 1.1 and is ten in
 * 1.2.
 */
final class Scalars {
    /** No bound of ours needs more; a longer number is not one that a person wrote. */
    private static final int LONGEST_NUMBER = 40;

    private static final int LONGEST_EXPONENT = 3;

    private Scalars() {}

    static boolean isNull(YamlNode node) {
        return node instanceof YamlNode.Scalar(String text, boolean plain, Place _)
                && plain
                && switch (text) {
                    case "", "~", "null", "Null", "NULL" -> true;
                    default -> false;
                };
    }

    static String typeName(YamlNode.Scalar scalar) {
        if (!scalar.plain()) {
            return "str";
        }
        if (isNull(scalar)) {
            return "null";
        }
        return switch (scalar.text()) {
            case "true", "True", "TRUE", "false", "False", "FALSE" -> "bool";
            case ".nan", ".NaN", ".NAN" -> "float";
            case ".inf", ".Inf", ".INF", "-.inf", "-.Inf", "-.INF" -> "float";
            case "+.inf", "+.Inf", "+.INF" -> "float";
            default -> numberType(scalar.text());
        };
    }

    private static String numberType(String text) {
        if (isPrefixed(text)) {
            return "int";
        }
        if (!hasNumberForm(text)) {
            return "str";
        }
        return text.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E') ? "float" : "int";
    }

    /** {@code 0x1F} and {@code 0o17}. */
    private static boolean isPrefixed(String text) {
        if (text.length() < 3 || text.charAt(0) != '0') {
            return false;
        }
        int radix =
                switch (text.charAt(1)) {
                    case 'x' -> 16;
                    case 'o' -> 8;
                    default -> 0;
                };
        return radix > 0
                && text.chars().skip(2).allMatch(c -> c < 0x80 && Character.digit(c, radix) >= 0);
    }

    /** The number, when the text has the form of one and it is short enough to be meant. */
    static Optional<BigDecimal> number(String text) {
        if (text.length() > LONGEST_NUMBER || hasLeadingZero(text) || !hasNumberForm(text)) {
            return Optional.empty();
        }
        int exponent = Math.max(text.indexOf('e'), text.indexOf('E'));
        if (exponent >= 0 && digits(text, exponent) > LONGEST_EXPONENT) {
            return Optional.empty();
        }
        return Optional.of(new BigDecimal(text));
    }

    static boolean hasLeadingZero(String text) {
        int at = signLength(text, 0);
        return at + 1 < text.length() && text.charAt(at) == '0' && isDigit(text.charAt(at + 1));
    }

    /** {@code [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?}. */
    private static boolean hasNumberForm(String text) {
        int at = signLength(text, 0);
        int whole = skipDigits(text, at) - at;
        at += whole;
        int fraction = 0;
        if (at < text.length() && text.charAt(at) == '.') {
            int end = skipDigits(text, at + 1);
            fraction = end - at - 1;
            at = end;
        }
        if (whole == 0 && fraction == 0) {
            return false;
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            int from = signLength(text, at + 1) + at + 1;
            int end = skipDigits(text, from);
            return end > from && end == text.length();
        }
        return at == text.length();
    }

    private static int digits(String text, int exponent) {
        int from = exponent + 1 + signLength(text, exponent + 1);
        return text.length() - from;
    }

    private static int signLength(String text, int at) {
        boolean sign = at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+');
        return sign ? 1 : 0;
    }

    private static int skipDigits(String text, int from) {
        int at = from;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
