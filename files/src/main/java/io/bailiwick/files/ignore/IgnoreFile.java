package io.bailiwick.files.ignore;

import io.bailiwick.files.names.ByteName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules of one ignore file, in their order. */
final class IgnoreFile {

    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    private record Rule(IgnorePattern pattern, int line, String text) {}

    private final String directory;
    private final String path;
    private final List<Rule> rules;

    private IgnoreFile(String directory, String path, List<Rule> rules) {
        this.directory = directory;
        this.path = path;
        this.rules = rules;
    }

    static IgnoreFile parse(String directory, String name, byte[] content) {
        String text = ByteName.of(content);
        if (text.startsWith(BYTE_ORDER_MARK)) {
            text = text.substring(BYTE_ORDER_MARK.length());
        }
        List<Rule> rules = new ArrayList<>();
        int number = 0;
        for (int start = 0; start < text.length(); ) {
            int end = text.indexOf('\n', start);
            if (end < 0) {
                end = text.length();
            }
            number++;
            String line = text.substring(start, end);
            start = end + 1;
            if (line.isEmpty() || line.charAt(0) == '#') {
                continue;
            }
            String rule = trimmed(line);
            if (!rule.isEmpty()) {
                rules.add(new Rule(IgnorePattern.parse(rule), number, rule));
            }
        }
        return new IgnoreFile(
                directory, directory.isEmpty() ? name : directory + "/" + name, rules);
    }

    /** Without a carriage return and without spaces at the end, unless a backslash keeps them. */
    private static String trimmed(String line) {
        int end = line.endsWith("\r") ? line.length() - 1 : line.length();
        int nul = line.indexOf('\0');
        if (nul >= 0 && nul < end) {
            end = nul;
        }
        int spaces = -1;
        for (int i = 0; i < end; i++) {
            char c = line.charAt(i);
            if (c == ' ') {
                spaces = spaces < 0 ? i : spaces;
                continue;
            }
            if (c == '\\') {
                i++;
                if (i == end) {
                    return line.substring(0, end);
                }
            }
            spaces = -1;
        }
        return line.substring(0, spaces < 0 ? end : spaces);
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    Optional<IgnoreVerdict> decide(String name, boolean isDirectory) {
        String relative = directory.isEmpty() ? name : name.substring(directory.length() + 1);
        for (int i = rules.size() - 1; i >= 0; i--) {
            Rule rule = rules.get(i);
            if (rule.pattern().matches(relative, isDirectory)) {
                return Optional.of(
                        new IgnoreVerdict(
                                !rule.pattern().negated(), path, rule.line(), rule.text()));
            }
        }
        return Optional.empty();
    }
}
