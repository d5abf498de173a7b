package io.bailiwick.files.ignore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The glob language of git's ignore files, over bytes.
 *
 * <p>The pattern becomes a list of tokens, and a text runs through all positions in it at once: the
 * time is bounded by pattern times text, so that no pattern that somebody put into a tree can make
 * an upload hang, as it could a matcher that tries one position after the other.
 *
 * <ul>
 *   <li>{@code ?} one byte, {@code *} any number of them, neither a slash where paths are matched;
 *   <li>{@code **} alone between slashes any number of directories, also none; elsewhere {@code *};
 *   <li>{@code [a-z]}, {@code [!a]}, {@code [^a]}, {@code [[:digit:]]} one byte of a set, never a
 *       slash where paths are matched; a set that does not end matches nothing;
 *   <li>a backslash takes the next byte as it is; one at the end matches nothing.
 * </ul>
 */
final class Wildmatch {

    private sealed interface Token {}

    private record One(BitSet bytes) implements Token {}

    private record Literal(char value) implements Token {}

    /** Any number of bytes, without slashes unless told. */
    private record Many(boolean slashes) implements Token {}

    /** Before {@code **} and a slash: both may be left out, but only before a name begins. */
    private record Optionally() implements Token {}

    /** What can never match. */
    private record Nothing() implements Token {}

    private final List<Token> tokens;

    private Wildmatch(List<Token> tokens) {
        this.tokens = tokens;
    }

    static Wildmatch compile(String pattern, boolean path) {
        return new Wildmatch(new Compiler(pattern, path).compile());
    }

    /** Whether all of the text from an offset on matches. */
    boolean matches(String text, int from) {
        int count = tokens.size();
        boolean[] now = new boolean[count + 1];
        boolean[] next = new boolean[count + 1];
        reach(now, 0);
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            Arrays.fill(next, false);
            boolean any = false;
            for (int at = 0; at < count; at++) {
                if (now[at] && step(next, at, c)) {
                    any = true;
                }
            }
            if (!any) {
                return false;
            }
            boolean[] swap = now;
            now = next;
            next = swap;
        }
        return now[count];
    }

    private boolean step(boolean[] next, int at, char c) {
        int to =
                switch (tokens.get(at)) {
                    case One one -> one.bytes().get(c) ? at + 1 : -1;
                    case Literal literal -> literal.value() == c ? at + 1 : -1;
                    case Many many -> many.slashes() || c != '/' ? at : -1;
                    case Optionally() -> -1;
                    case Nothing() -> -1;
                };
        if (to < 0) {
            return false;
        }
        reach(next, to);
        return true;
    }

    /** Marks a position and those that are reached from it without a byte. */
    private void reach(boolean[] positions, int from) {
        int at = from;
        while (!positions[at]) {
            positions[at] = true;
            if (at == tokens.size()) {
                return;
            }
            switch (tokens.get(at)) {
                case Many ignored -> at++;
                case Optionally() -> {
                    reach(positions, at + 3);
                    at++;
                }
                case One ignored -> {
                    return;
                }
                case Literal ignored -> {
                    return;
                }
                case Nothing() -> {
                    return;
                }
            }
        }
    }

    private static final class Compiler {

        private final String pattern;
        private final boolean path;
        private final List<Token> tokens = new ArrayList<>();
        private int at;

        Compiler(String pattern, boolean path) {
            this.pattern = pattern;
            this.path = path;
        }

        List<Token> compile() {
            while (at < pattern.length()) {
                char c = pattern.charAt(at);
                switch (c) {
                    case '*' -> stars();
                    case '?' -> {
                        tokens.add(new One(all()));
                        at++;
                    }
                    case '[' -> tokens.add(set());
                    case '\\' -> {
                        at++;
                        tokens.add(
                                at < pattern.length()
                                        ? new Literal(pattern.charAt(at))
                                        : new Nothing());
                        at++;
                    }
                    default -> {
                        tokens.add(new Literal(c));
                        at++;
                    }
                }
            }
            return List.copyOf(tokens);
        }

        private BitSet all() {
            BitSet bytes = new BitSet(256);
            bytes.set(0, 256);
            if (path) {
                bytes.clear('/');
            }
            return bytes;
        }

        private void stars() {
            int start = at;
            while (at < pattern.length() && pattern.charAt(at) == '*') {
                at++;
            }
            boolean slash = pattern.startsWith("/", at);
            boolean between =
                    at - start > 1
                            && (start == 0 || pattern.charAt(start - 1) == '/')
                            && (at == pattern.length() || slash || pattern.startsWith("\\/", at));
            if (path && between && slash) {
                tokens.add(new Optionally());
            }
            tokens.add(new Many(!path || between));
        }

        private Token set() {
            at++;
            boolean negated = peek() == '!' || peek() == '^';
            if (negated) {
                at++;
            }
            BitSet bytes = new BitSet(256);
            int before = 0;
            boolean first = true;
            while (first || peek() != ']') {
                first = false;
                int c = peek();
                if (c == 0) {
                    return nothing();
                }
                if (c == '\\') {
                    at++;
                    c = peek();
                    if (c == 0) {
                        return nothing();
                    }
                    bytes.set(c);
                    before = c;
                } else if (c == '-' && before != 0 && peek(1) != 0 && peek(1) != ']') {
                    at++;
                    c = peek();
                    if (c == '\\') {
                        at++;
                        c = peek();
                        if (c == 0) {
                            return nothing();
                        }
                    }
                    if (c >= before) {
                        bytes.set(before, c + 1);
                    }
                    before = 0;
                } else if (c == '[' && peek(1) == ':') {
                    int end = pattern.indexOf(']', at + 2);
                    if (end < 0) {
                        return nothing();
                    }
                    if (end - 1 >= at + 2 && pattern.charAt(end - 1) == ':') {
                        BitSet named = AsciiClass.named(pattern.substring(at + 2, end - 1));
                        if (named.isEmpty()) {
                            return nothing();
                        }
                        bytes.or(named);
                        at = end;
                        before = 0;
                    } else {
                        bytes.set('[');
                        before = '[';
                    }
                } else {
                    bytes.set(c);
                    before = c;
                }
                at++;
            }
            at++;
            if (negated) {
                bytes.flip(0, 256);
            }
            if (path) {
                bytes.clear('/');
            }
            return new One(bytes);
        }

        private int peek() {
            return peek(0);
        }

        /** Zero at the end: a rule has no NUL in it. */
        private int peek(int ahead) {
            return at + ahead < pattern.length() ? pattern.charAt(at + ahead) : 0;
        }

        private Token nothing() {
            at = pattern.length();
            return new Nothing();
        }
    }
}
