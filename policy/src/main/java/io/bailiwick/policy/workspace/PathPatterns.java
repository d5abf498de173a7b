package io.bailiwick.policy.workspace;

import io.bailiwick.policy.diagnostics.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the texts of patterns. */
final class PathPatterns {
    static final String ANY_DEPTH = "**";
    static final String IGNORE_CASE = "(?i)";

    private PathPatterns() {}

    /**
     * The text without empty and {@code .} segments and without a slash at its end, and with one in
     * front unless {@code **} comes first.
     *
     * @throws IllegalArgumentException for a text that is no pattern
     */
    static String clean(PatternType type, String text) {
        checkCharacters(text);
        boolean flagged = type == PatternType.GLOB && text.startsWith(IGNORE_CASE);
        String flag = flagged ? IGNORE_CASE : "";
        String path = text.substring(flag.length());
        if (path.isEmpty()) {
            throw new IllegalArgumentException(
                    "a pattern must not be empty; '**' means every path");
        }
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                throw new IllegalArgumentException(
                        "a pattern must not hold '..': " + Printable.quote(text));
            }
            if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        boolean anywhere = type == PatternType.GLOB && path.startsWith(ANY_DEPTH);
        return flag + (anywhere ? "" : "/") + String.join("/", segments);
    }

    private static void checkCharacters(String text) {
        if (text.length() > PathPattern.MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a pattern must not be longer than "
                            + PathPattern.MAX_LENGTH
                            + " characters: "
                            + text.length());
        }
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a pattern must not hold a NUL character");
        }
        int[] points = text.codePoints().toArray();
        for (int c : points) {
            boolean lone = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
            if (lone && (c < NameForm.ESCAPE + 0x80 || c > NameForm.ESCAPE + 0xFF)) {
                throw new IllegalArgumentException(
                        "half of a character in a pattern: " + Printable.quote(text));
            }
        }
        if (!Arrays.equals(points, NameForm.BYTES.codePoints(NameForm.BYTES.write(points)))) {
            throw new IllegalArgumentException(
                    "bytes that make up a character must be written as that character: "
                            + Printable.quote(text));
        }
    }

    /**
     * The steps of a clean text.
     *
     * @throws IllegalArgumentException for a text that the language does not have
     */
    static List<PathItem> items(PatternType type, String text) {
        List<PathItem> items = new ArrayList<>();
        if (type == PatternType.GLOB) {
            readGlob(text, items);
            return List.copyOf(items);
        }
        for (String segment : segments(text)) {
            items.add(new PathItem.Name(Segment.literal(segment.codePoints().toArray())));
        }
        if (type == PatternType.DIRECTORY) {
            items.add(new PathItem.AnyDepth());
        }
        return List.copyOf(items);
    }

    private static void readGlob(String text, List<PathItem> items) {
        long stars = text.chars().filter(c -> c == '*').count();
        if (stars > PathPattern.MAX_STARS) {
            throw new IllegalArgumentException(
                    "a pattern must not hold more than "
                            + PathPattern.MAX_STARS
                            + " stars: "
                            + stars);
        }
        boolean ignoreCase = text.startsWith(IGNORE_CASE);
        for (String segment : segments(ignoreCase ? text.substring(IGNORE_CASE.length()) : text)) {
            String rest = segment;
            if (segment.startsWith(ANY_DEPTH)) {
                addAnyDepth(items);
                if (segment.equals(ANY_DEPTH)) {
                    continue;
                }
                // "**.md" is any depth, and then "*.md"; "***" fails as two stars in a name do
                rest = segment.substring(1);
            }
            items.add(new PathItem.Name(GlobSegments.read(rest, ignoreCase)));
        }
    }

    private static void addAnyDepth(List<PathItem> items) {
        if (items.isEmpty() || !(items.getLast() instanceof PathItem.AnyDepth)) {
            items.add(new PathItem.AnyDepth());
        }
    }

    private static List<String> segments(String text) {
        return Arrays.stream(text.split("/")).filter(segment -> !segment.isEmpty()).toList();
    }

    /**
     * How specific a glob is, by AgentFense's formula: 100 if it starts with a slash, 50 if it does
     * not start with {@code **}, the place of the first {@code **} unless that is the start, and
     * 200 if it holds no star. An escaped star is a character like any other.
     */
    static int specificity(String text) {
        String path = text.startsWith(IGNORE_CASE) ? text.substring(IGNORE_CASE.length()) : text;
        int star = -1;
        int twoStars = -1;
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '\\') {
                i++;
            } else if (path.charAt(i) == '*') {
                star = star < 0 ? i : star;
                twoStars = twoStars < 0 && path.startsWith(ANY_DEPTH, i) ? i : twoStars;
            }
        }
        return (path.startsWith("/") ? 100 : 0)
                + (path.startsWith(ANY_DEPTH) ? 0 : 50)
                + Math.max(twoStars, 0)
                + (star < 0 ? 200 : 0);
    }

    /** Whether the steps match all of the names. */
    static boolean matches(List<PathItem> items, List<int[]> names) {
        int i = 0;
        int n = 0;
        int star = -1;
        int retry = 0;
        while (n < names.size()) {
            if (i < items.size() && items.get(i) instanceof PathItem.AnyDepth) {
                star = i++;
                retry = n;
            } else if (i < items.size()
                    && items.get(i) instanceof PathItem.Name(Segment segment)
                    && segment.matches(names.get(n))) {
                i++;
                n++;
            } else if (star >= 0) {
                i = star + 1;
                n = ++retry;
            } else {
                return false;
            }
        }
        while (i < items.size() && items.get(i) instanceof PathItem.AnyDepth) {
            i++;
        }
        return i == items.size();
    }
}
