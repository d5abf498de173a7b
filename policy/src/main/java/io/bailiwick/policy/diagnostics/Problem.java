package io.bailiwick.policy.diagnostics;

import java.util.Optional;

/**
 * One thing that is wrong with a declaration.
 *
 * @param severity whether the declaration is refused because of it
 * @param path the dotted path of the value, such as {@code network_egress_rules.0.ports.1}; empty
 *     when the whole document is meant
 * @param message what is wrong, complete in itself
 * @param line the line, from 1; 0 when the declaration has no text
 * @param column the column in code points, from 1; 0 when there is no line
 * @param sourceLine the text of that line; empty when there is no line
 * @param help what to do about it
 */
public record Problem(
        Severity severity,
        String path,
        String message,
        int line,
        int column,
        String sourceLine,
        Optional<String> help) {

    public Problem {
        if (line < 0 || column < 0) {
            throw new IllegalArgumentException(
                    "a place cannot be negative: " + line + ":" + column);
        }
        message = Printable.clean(message);
        path = Printable.clean(path);
        help = help.map(Printable::clean);
    }

    /** An error without a place. */
    public static Problem error(String path, String message, Optional<String> help) {
        return new Problem(Severity.ERROR, path, message, 0, 0, "", help);
    }

    /** A warning without a place. */
    public static Problem warning(String path, String message, Optional<String> help) {
        return new Problem(Severity.WARNING, path, message, 0, 0, "", help);
    }

    /** The same problem at a place of a text. */
    public Problem at(int atLine, int atColumn, String text) {
        return new Problem(severity, path, message, atLine, atColumn, text, help);
    }
}
