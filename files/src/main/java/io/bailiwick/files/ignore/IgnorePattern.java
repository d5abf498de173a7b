package io.bailiwick.files.ignore;

/**
 * One rule of an ignore file.
 *
 * <p>A part without wildcards at the beginning is compared as it is, and only the rest is a glob.
 * That is more than a shortcut: git decides whether {@code **} stands between slashes by what is
 * left then, so that {@code /a**} crosses directories although {@code /?**} does not. This does the
 * same.
 */
final class IgnorePattern {

    private final boolean negated;
    private final boolean directoryOnly;
    private final boolean anyDirectory;
    private final String prefix;
    private final Wildmatch rest;

    private IgnorePattern(
            boolean negated,
            boolean directoryOnly,
            boolean anyDirectory,
            String prefix,
            Wildmatch rest) {
        this.negated = negated;
        this.directoryOnly = directoryOnly;
        this.anyDirectory = anyDirectory;
        this.prefix = prefix;
        this.rest = rest;
    }

    static IgnorePattern parse(String rule) {
        boolean negated = rule.startsWith("!");
        String pattern = negated ? rule.substring(1) : rule;
        boolean directoryOnly = pattern.endsWith("/");
        if (directoryOnly) {
            pattern = pattern.substring(0, pattern.length() - 1);
        }
        boolean anyDirectory = pattern.indexOf('/') < 0;
        if (pattern.startsWith("/")) {
            pattern = pattern.substring(1);
        }
        int plain = plainLength(pattern);
        if (anyDirectory && plain < pattern.length()) {
            // A name is matched whole, so that here a leading part changes nothing.
            plain = 0;
        }
        return new IgnorePattern(
                negated,
                directoryOnly,
                anyDirectory,
                pattern.substring(0, plain),
                Wildmatch.compile(pattern.substring(plain), !anyDirectory));
    }

    private static int plainLength(String pattern) {
        int i = 0;
        while (i < pattern.length() && "*?[\\".indexOf(pattern.charAt(i)) < 0) {
            i++;
        }
        return i;
    }

    boolean negated() {
        return negated;
    }

    /** The path is relative to the directory of the ignore file. */
    boolean matches(String path, boolean directory) {
        if (directoryOnly && !directory) {
            return false;
        }
        String subject = anyDirectory ? path.substring(path.lastIndexOf('/') + 1) : path;
        return subject.startsWith(prefix) && rest.matches(subject, prefix.length());
    }
}
