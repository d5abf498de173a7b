package io.bailiwick.policy.workspace;

import io.bailiwick.policy.paths.LexicalPath;
import java.util.Arrays;
import java.util.List;

/**
 * Which paths of a workspace a rule is about. Matching regards case and normalises nothing, since
 * neither does the file system; {@code (?i)} in front of a glob makes ASCII letters of either case
 * equal. The language of globs is defined by the tables of {@code docs/workspace-rules.md}.
 *
 * <p>The text is kept clean: patterns that differ only by a slash in front or at the end, by empty
 * segments or by {@code .} are equal.
 *
 * @param type how the text is read
 * @param text the pattern, from the root of the workspace; a slash in front may be left out
 */
public record PathPattern(PatternType type, String text) {
    /** The longest pattern, in characters: as long as a path can be on Linux. */
    public static final int MAX_LENGTH = 4096;

    /** The most stars that a glob can hold. */
    public static final int MAX_STARS = 64;

    /**
     * Checks and cleans the text.
     *
     * @throws IllegalArgumentException for a text that is no pattern, with what to write instead
     */
    public PathPattern {
        text = PathPatterns.clean(type, text);
        PathPatterns.items(type, text);
    }

    /** A pattern with wildcards. */
    public static PathPattern glob(String text) {
        return new PathPattern(PatternType.GLOB, text);
    }

    /** A directory and everything beneath it. */
    public static PathPattern directory(String path) {
        return new PathPattern(PatternType.DIRECTORY, path);
    }

    /** One path. */
    public static PathPattern file(String path) {
        return new PathPattern(PatternType.FILE, path);
    }

    /**
     * Whether the pattern matches a path given as text.
     *
     * @param path from the root of the workspace; cleaned by its letters
     * @throws IllegalArgumentException for a path that holds a NUL
     */
    public boolean matches(String path) {
        return PathPatterns.matches(items(), names(path, NameForm.TEXT));
    }

    /** What decides between patterns of one type; the higher number is the stronger one. */
    int specificity() {
        return type == PatternType.GLOB ? PathPatterns.specificity(text) : 0;
    }

    /** The number of names in it, where a deeper directory is the more specific one. */
    int depth() {
        boolean nested = type == PatternType.DIRECTORY && text.length() > 1;
        return nested ? (int) text.chars().filter(c -> c == '/').count() : 0;
    }

    List<PathItem> items() {
        return PathPatterns.items(type, text);
    }

    static List<int[]> names(String path, NameForm form) {
        String clean = clean(path);
        return clean.equals("/")
                ? List.of()
                : Arrays.stream(clean.substring(1).split("/")).map(form::codePoints).toList();
    }

    /** A path as the rules see it: absolute from the root of the workspace, and normal. */
    static String clean(String path) {
        return LexicalPath.normalise(path.startsWith("/") ? path : "/" + path);
    }

    @Override
    public String toString() {
        return text;
    }
}
