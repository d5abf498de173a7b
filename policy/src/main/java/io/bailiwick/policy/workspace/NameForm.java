package io.bailiwick.policy.workspace;

import java.util.Arrays;

/**
 * How names are given as strings. Patterns are always text; a lone surrogate from U+DC80 to U+DCFF
 * in one stands for a byte that is no part of UTF-8, as in Python's {@code surrogateescape}.
 */
public enum NameForm {
    /** Text; a byte that is no part of UTF-8 is written as in a pattern. */
    TEXT {
        @Override
        int[] codePoints(String name) {
            return name.codePoints().toArray();
        }

        @Override
        String write(int[] codePoints) {
            return new String(codePoints, 0, codePoints.length);
        }
    },

    /**
     * Each character is one byte of the name as the kernel has it, from 0 to 255; ISO 8859-1. A
     * sequence of bytes that is UTF-8 is matched as the character that it stands for.
     */
    BYTES {
        @Override
        int[] codePoints(String name) {
            int[] decoded = new int[name.length()];
            int count = 0;
            int at = 0;
            while (at < name.length()) {
                int length = sequenceAt(name, at);
                decoded[count++] =
                        length == 0 ? ESCAPE + byteAt(name, at) : decode(name, at, length);
                at += Math.max(length, 1);
            }
            return Arrays.copyOf(decoded, count);
        }

        @Override
        String write(int[] codePoints) {
            StringBuilder out = new StringBuilder(codePoints.length);
            for (int c : codePoints) {
                encode(c, out);
            }
            return out.toString();
        }
    };

    /** What is added to a byte that is no part of UTF-8 to make a code point of it. */
    static final int ESCAPE = 0xDC00;

    /** A name as code points. */
    abstract int[] codePoints(String name);

    /** The name that has these code points. */
    abstract String write(int[] codePoints);

    private static int byteAt(String name, int at) {
        char c = name.charAt(at);
        if (c > 0xFF) {
            throw new IllegalArgumentException(
                    "a name of bytes must not hold characters above 255");
        }
        return c;
    }

    /**
     * The length of the UTF-8 sequence that begins here, or 0. Table 3-7 of the Unicode standard.
     */
    private static int sequenceAt(String name, int at) {
        int lead = byteAt(name, at);
        if (lead < 0x80) {
            return 1;
        }
        int length = lead < 0xC2 || lead > 0xF4 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (length == 0 || at + length > name.length()) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if ((byteAt(name, at + i) & 0xC0) != 0x80) {
                return 0;
            }
        }
        int second = byteAt(name, at + 1);
        boolean wellFormed =
                switch (lead) {
                    case 0xE0 -> second >= 0xA0;
                    case 0xED -> second < 0xA0;
                    case 0xF0 -> second >= 0x90;
                    case 0xF4 -> second < 0x90;
                    default -> true;
                };
        return wellFormed ? length : 0;
    }

    private static int decode(String name, int at, int length) {
        int lead = name.charAt(at);
        if (length == 1) {
            return lead;
        }
        int value = lead & (0x7F >> length);
        for (int i = 1; i < length; i++) {
            value = value << 6 | (name.charAt(at + i) & 0x3F);
        }
        return value;
    }

    private static void encode(int c, StringBuilder out) {
        if (c < 0x80) {
            out.append((char) c);
        } else if (c >= ESCAPE + 0x80 && c <= ESCAPE + 0xFF) {
            out.append((char) (c - ESCAPE));
        } else if (c < 0x800) {
            out.append((char) (0xC0 | c >> 6)).append(continuation(c));
        } else if (c < 0x10000) {
            out.append((char) (0xE0 | c >> 12))
                    .append(continuation(c >> 6))
                    .append(continuation(c));
        } else {
            out.append((char) (0xF0 | c >> 18))
                    .append(continuation(c >> 12))
                    .append(continuation(c >> 6))
                    .append(continuation(c));
        }
    }

    private static char continuation(int c) {
        return (char) (0x80 | (c & 0x3F));
    }
}
