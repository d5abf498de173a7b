package io.bailiwick.policy.workspace;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the rules mean, written down as plainly as possible and with none of the product's code: it
 * tries every way in which a pattern can match, rule by rule.
 */
final class Oracle {
    private final List<PermissionRule> rules;

    Oracle(List<PermissionRule> rules) {
        this.rules = rules;
    }

    /** The rule that decides. */
    Optional<PermissionRule> deciding(String path) {
        PermissionRule best = null;
        for (PermissionRule rule : rules) {
            if (covers(rule, path) && (best == null || beats(rule, best))) {
                best = rule;
            }
        }
        return Optional.ofNullable(best);
    }

    Permission permission(String path) {
        return deciding(path).map(PermissionRule::permission).orElse(Permission.NONE);
    }

    private static boolean beats(PermissionRule one, PermissionRule other) {
        int[] a = rank(one);
        int[] b = rank(other);
        for (int i = 0; i < a.length; i++) {
            if (a[i] != b[i]) {
                return a[i] > b[i];
            }
        }
        return one.pattern().text().compareTo(other.pattern().text()) < 0;
    }

    private static int[] rank(PermissionRule rule) {
        String text = rule.pattern().text();
        int type =
                switch (rule.pattern().type()) {
                    case FILE -> 3;
                    case DIRECTORY -> 2;
                    case GLOB -> 1;
                };
        int strict =
                switch (rule.permission()) {
                    case NONE -> 4;
                    case VIEW -> 3;
                    case READ -> 2;
                    case WRITE -> 1;
                };
        int specific = type == 1 ? score(text) : type == 2 ? segments(text).size() : 0;
        return new int[] {rule.priority(), type, specific, strict};
    }

    private static int score(String pattern) {
        String text = pattern.replace("(?i)", "").replace("\\\\", "xx").replace("\\*", "xx");
        int score = text.startsWith("/") ? 100 : 0;
        score += text.startsWith("**") ? 0 : 50;
        score += Math.max(text.indexOf("**"), 0);
        return score + (text.contains("*") ? 0 : 200);
    }

    static boolean covers(PermissionRule rule, String path) {
        List<String> names = segments(path);
        boolean matches = matches(rule.pattern(), names);
        while (!matches && rule.permission() == Permission.NONE && !names.isEmpty()) {
            names = names.subList(0, names.size() - 1);
            matches = matches(rule.pattern(), names);
        }
        return matches;
    }

    private static boolean matches(PathPattern pattern, List<String> names) {
        List<String> literal = segments(pattern.text());
        return switch (pattern.type()) {
            case FILE -> literal.equals(names);
            case DIRECTORY ->
                    names.size() >= literal.size()
                            && literal.equals(names.subList(0, literal.size()));
            case GLOB -> {
                boolean fold = pattern.text().startsWith("(?i)");
                yield glob(segments(pattern.text().replace("(?i)", "")), names, fold);
            }
        };
    }

    private static boolean glob(List<String> pattern, List<String> names, boolean fold) {
        if (pattern.isEmpty()) {
            return names.isEmpty();
        }
        String first = pattern.getFirst();
        List<String> rest = pattern.subList(1, pattern.size());
        if (first.equals("**")) {
            return glob(rest, names, fold)
                    || (!names.isEmpty() && glob(pattern, names.subList(1, names.size()), fold));
        }
        if (names.isEmpty()) {
            return false;
        }
        List<String> tail = names.subList(1, names.size());
        if (first.startsWith("**")) {
            return (name(first.substring(1), names.getFirst(), fold) && glob(rest, tail, fold))
                    || glob(pattern, tail, fold);
        }
        return name(first, names.getFirst(), fold) && glob(rest, tail, fold);
    }

    private static boolean name(String pattern, String name, boolean fold) {
        if (pattern.isEmpty()) {
            return name.isEmpty();
        }
        char c = pattern.charAt(0);
        if (c == '*') {
            return name(pattern.substring(1), name, fold)
                    || (!name.isEmpty() && name(pattern, name.substring(step(name)), fold));
        }
        if (name.isEmpty()) {
            return false;
        }
        int point = name.codePointAt(0);
        String left = name.substring(step(name));
        if (c == '?') {
            return name(pattern.substring(1), left, fold);
        }
        if (c == '[') {
            int end = pattern.indexOf(']', 2 + (pattern.charAt(1) == '!' ? 1 : 0));
            while (pattern.charAt(end - 1) == '\\') {
                end = pattern.indexOf(']', end + 1);
            }
            return inSet(pattern.substring(1, end), point, fold)
                    && name(pattern.substring(end + 1), left, fold);
        }
        String literal = c == '\\' ? pattern.substring(1) : pattern;
        return same(literal.codePointAt(0), point, fold)
                && name(literal.substring(step(literal)), left, fold);
    }

    private static boolean inSet(String set, int point, boolean fold) {
        boolean negated = set.startsWith("!") || set.startsWith("^");
        String members = negated ? set.substring(1) : set;
        boolean found = false;
        int[] all = members.replace("\\", "").codePoints().toArray();
        for (int i = 0; i < all.length; i++) {
            boolean range = i + 2 < all.length && all[i + 1] == '-';
            int last = range ? all[i + 2] : all[i];
            for (int c = all[i]; c <= last; c++) {
                found |= same(c, point, fold);
            }
            i += range ? 2 : 0;
        }
        return found != negated;
    }

    private static boolean same(int a, int b, boolean fold) {
        return a == b || (fold && a < 128 && b < 128 && upper(a) == upper(b));
    }

    private static int upper(int c) {
        return c >= 'a' && c <= 'z' ? c - 32 : c;
    }

    private static int step(String text) {
        return Character.charCount(text.codePointAt(0));
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/")) {
            if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        return segments;
    }

    /** The text for a name of bytes: what is no part of UTF-8 becomes half a surrogate. */
    static String text(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < bytes.length) {
            int used = 0;
            for (int length = 1;
                    length <= 4 && at + length <= bytes.length && used == 0;
                    length++) {
                try {
                    out.append(
                            StandardCharsets.UTF_8
                                    .newDecoder()
                                    .decode(ByteBuffer.wrap(bytes, at, length)));
                    used = length;
                } catch (CharacterCodingException _) {
                    used = 0;
                }
            }
            if (used == 0) {
                out.append((char) (0xDC00 + (bytes[at] & 0xFF)));
                used = 1;
            }
            at += used;
        }
        return out.toString();
    }
}
