package io.bailiwick.files.ignore;

import java.util.BitSet;
import java.util.function.IntPredicate;

/** The character classes of POSIX in ASCII; {@code space} is git's: blank, tab, LF, CR. */
final class AsciiClass {

    private AsciiClass() {}

    /** The bytes of {@code [:name:]}; empty when there is no such class. */
    static BitSet named(String name) {
        IntPredicate holds =
                switch (name) {
                    case "alnum" -> c -> isAlpha(c) || isDigit(c);
                    case "alpha" -> AsciiClass::isAlpha;
                    case "blank" -> c -> c == ' ' || c == '\t';
                    case "cntrl" -> c -> c < ' ' || c == 0x7f;
                    case "digit" -> AsciiClass::isDigit;
                    case "graph" -> c -> c > ' ' && c < 0x7f;
                    case "lower" -> c -> c >= 'a' && c <= 'z';
                    case "print" -> c -> c >= ' ' && c < 0x7f;
                    case "punct" -> c -> c > ' ' && c < 0x7f && !isAlpha(c) && !isDigit(c);
                    case "space" -> c -> c == ' ' || c == '\t' || c == '\n' || c == '\r';
                    case "upper" -> c -> c >= 'A' && c <= 'Z';
                    case "xdigit" ->
                            c -> isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
                    default -> c -> false;
                };
        BitSet bytes = new BitSet(256);
        for (int c = 1; c < 0x80; c++) {
            bytes.set(c, holds.test(c));
        }
        return bytes;
    }

    private static boolean isAlpha(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
