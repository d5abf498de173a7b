package io.bailiwick.policy.diagnostics;

import java.util.Locale;

/**
 * Makes text from a file safe to print. A key may hold escape sequences that would move the cursor
 * or recolour a terminal, or format characters that reorder what is read (CVE-2021-42574).
 */
public final class Printable {
    private static final int LONGEST_QUOTE = 80;

    private Printable() {}

    /** The text with every control and format character replaced by its escape; newlines stay. */
    public static String clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isHarmful(text, i)) {
                return escape(text);
            }
        }
        return text;
    }

    /** The text in single quotes, cleaned, and cut after 80 characters. */
    public static String quote(String text) {
        String shown = clean(text).replace("\n", "\\n");
        if (shown.length() > LONGEST_QUOTE) {
            shown = shown.substring(0, LONGEST_QUOTE) + "…";
        }
        return "'" + shown + "'";
    }

    private static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isHarmful(text, i)) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean isHarmful(String text, int at) {
        char c = text.charAt(at);
        return isControl(c) || (Character.isSurrogate(c) && isUnpaired(text, at));
    }

    /** Half a character, which no encoding can carry. */
    private static boolean isUnpaired(String text, int at) {
        if (Character.isHighSurrogate(text.charAt(at))) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return at == 0 || !Character.isHighSurrogate(text.charAt(at - 1));
    }

    private static boolean isControl(char c) {
        return (c < 0x20 && c != '\n')
                || (c >= 0x7f && c <= 0x9f)
                || (c >= 0x200b && c <= 0x200f)
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069)
                || c == 0xfeff;
    }
}
