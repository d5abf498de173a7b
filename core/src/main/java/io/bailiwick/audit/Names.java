package io.bailiwick.audit;

import java.util.OptionalInt;

/** The names of the audit's files: numbers only, nothing that an agent could choose. */
final class Names {

    static final int MAX_CHAIN = 9999;
    static final int MAX_SEGMENT = 999_999;

    private static final String CHAIN = "chain-";
    private static final int CHAIN_DIGITS = 4;
    private static final int SEGMENT_DIGITS = 6;

    private Names() {}

    static String chain(int chain) {
        return CHAIN + digits(chain, CHAIN_DIGITS);
    }

    static String segment(int chain, int segment) {
        return chain(chain) + "-" + digits(segment, SEGMENT_DIGITS) + ".jsonl";
    }

    static String head(int chain) {
        return chain(chain) + ".head";
    }

    static String lock(int chain) {
        return chain(chain) + ".lock";
    }

    /** The chain of a segment's, head's or lock's name; empty for any other name. */
    static OptionalInt chainOf(String name) {
        return name.startsWith(CHAIN)
                ? number(name, CHAIN.length(), CHAIN_DIGITS)
                : OptionalInt.empty();
    }

    /** The segment number of a segment's name; empty for any other name. */
    static OptionalInt segmentOf(String name) {
        OptionalInt chain = chainOf(name);
        OptionalInt segment = number(name, CHAIN.length() + CHAIN_DIGITS + 1, SEGMENT_DIGITS);
        return chain.isPresent()
                        && segment.isPresent()
                        && name.equals(segment(chain.getAsInt(), segment.getAsInt()))
                ? segment
                : OptionalInt.empty();
    }

    static boolean isHead(String name) {
        OptionalInt chain = chainOf(name);
        return chain.isPresent() && name.equals(head(chain.getAsInt()));
    }

    private static String digits(int number, int width) {
        String digits = Integer.toString(number);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }

    private static OptionalInt number(String name, int from, int width) {
        if (name.length() < from + width) {
            return OptionalInt.empty();
        }
        int number = 0;
        for (int i = from; i < from + width; i++) {
            char c = name.charAt(i);
            if (c < '0' || c > '9') {
                return OptionalInt.empty();
            }
            number = number * 10 + (c - '0');
        }
        return number == 0 ? OptionalInt.empty() : OptionalInt.of(number);
    }
}
