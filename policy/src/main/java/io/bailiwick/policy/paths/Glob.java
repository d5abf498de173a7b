package io.bailiwick.policy.paths;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern over normal absolute paths. {@code *} matches any characters of a segment, {@code ?}
 * one of them, a segment {@code **} any number of segments; every other character stands for
 * itself. A pattern that matches a directory also covers what is beneath it.
 *
 * <p>Matching backtracks to the latest star only, in the segment and in the path, which decides the
 * same language as full backtracking and takes at most pattern × path steps, so that no pattern can
 * be made slow.
 */
public final class Glob {
    private static final String ANY_DEPTH = "**";

    private final String pattern;
    private final List<String> segments;

    private Glob(String pattern, List<String> segments) {
        this.pattern = pattern;
        this.segments = segments;
    }

    /**
     * A pattern.
     *
     * @param pattern starts with {@code /} or {@code **}; or has no slash and matches a name at any
     *     depth
     */
    public static Glob of(String pattern) {
        String full = pattern.indexOf('/') < 0 ? "**/" + pattern : pattern;
        List<String> segments = new ArrayList<>();
        for (String segment : full.split("/")) {
            boolean repeated =
                    segment.equals(ANY_DEPTH)
                            && !segments.isEmpty()
                            && segments.getLast().equals(ANY_DEPTH);
            if (!segment.isEmpty() && !repeated) {
                segments.add(segment);
            }
        }
        return new Glob(full, List.copyOf(segments));
    }

    /** Whether a text has characters that are special in a pattern. */
    public static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    }

    public String pattern() {
        return pattern;
    }

    /** Whether the pattern matches the whole path. */
    public boolean matches(String path) {
        if (segments.size() == 2 && segments.getFirst().equals(ANY_DEPTH)) {
            // the common case, a name anywhere, needs neither splitting nor backtracking
            String last = segments.getLast();
            return !path.equals("/") && matchesName(last, LexicalPath.name(path));
        }
        String[] names = path.equals("/") ? new String[0] : path.substring(1).split("/");
        int p = 0;
        int n = 0;
        int star = -1;
        int retry = 0;
        while (n < names.length) {
            if (p < segments.size() && segments.get(p).equals(ANY_DEPTH)) {
                star = p++;
                retry = n;
            } else if (p < segments.size() && matchesName(segments.get(p), names[n])) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++retry;
            } else {
                return false;
            }
        }
        while (p < segments.size() && segments.get(p).equals(ANY_DEPTH)) {
            p++;
        }
        return p == segments.size();
    }

    /** Whether a pattern without slashes matches a whole name. */
    public static boolean matchesName(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int retry = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                retry = n;
            } else if (p < pattern.length()
                    && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    @Override
    public String toString() {
        return pattern;
    }
}
