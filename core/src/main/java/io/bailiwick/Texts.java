package io.bailiwick;

import java.util.Locale;

/** Text that comes from outside, made fit for a message. */
final class Texts {

    private Texts() {}

    /**
     * At most {@code limit} characters, with control characters and surrogates without their other
     * half as escapes, and the cut marked.
     */
    static String printable(String text, int limit) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), limit) + 1);
        for (int i = 0; i < text.length(); i++) {
            if (i == limit) {
                return out.append('…').toString();
            }
            char c = text.charAt(i);
            if (Character.isISOControl(c) || unpaired(text, i)) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean unpaired(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c)
                && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
