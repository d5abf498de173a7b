package io.bailiwick.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of shell, taken apart: commands joined by {@code ;}, newline, {@code &&} and {@code ||};
 * words with quotes, backslashes and {@code $NAME}, {@code ${NAME}}, {@code $?}, {@code $$}.
 */
final class ShellLine {

    /** How a command is joined to the one before it. */
    enum Join {
        ALWAYS,
        ON_SUCCESS,
        ON_FAILURE
    }

    /** A piece of a word: text as it is, or the name of a variable. */
    record Piece(String text, boolean variable) {}

    /** A word. */
    record Word(List<Piece> pieces) {

        /** The text of a word without variables; empty otherwise. */
        String literal() {
            StringBuilder text = new StringBuilder();
            for (Piece piece : pieces) {
                if (piece.variable()) {
                    return "";
                }
                text.append(piece.text());
            }
            return text.toString();
        }
    }

    /** A command; redirections are words such as {@code >&2}. */
    record Command(Join join, List<Word> words, List<String> redirections) {}

    /** The line uses something that the fake does not know. */
    static final class UnsupportedShellException extends Exception {
        UnsupportedShellException(String what) {
            super("the fake shell does not know: " + what);
        }
    }

    private static final List<String> REDIRECTIONS =
            List.of("2>/dev/null", "1>&2", "2>&1", ">/dev/null", "</dev/null", ">&2");

    private final String line;
    private int at;

    private ShellLine(String line) {
        this.line = line;
    }

    static List<Command> parse(String line) throws UnsupportedShellException {
        return new ShellLine(line).commands();
    }

    private List<Command> commands() throws UnsupportedShellException {
        List<Command> commands = new ArrayList<>();
        Join join = Join.ALWAYS;
        while (at < line.length()) {
            Command command = command(join);
            if (!command.words().isEmpty()) {
                commands.add(command);
            }
            join = join();
        }
        return commands;
    }

    private Join join() {
        if (line.startsWith("&&", at)) {
            at += 2;
            return Join.ON_SUCCESS;
        }
        if (line.startsWith("||", at)) {
            at += 2;
            return Join.ON_FAILURE;
        }
        at++;
        return Join.ALWAYS;
    }

    private Command command(Join join) throws UnsupportedShellException {
        List<Word> words = new ArrayList<>();
        List<String> redirections = new ArrayList<>();
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == ' ' || c == '\t') {
                at++;
            } else if (c == ';'
                    || c == '\n'
                    || line.startsWith("&&", at)
                    || line.startsWith("||", at)) {
                break;
            } else if (c == '#') {
                at = line.indexOf('\n', at) < 0 ? line.length() : line.indexOf('\n', at);
            } else if (!redirection(redirections)) {
                words.add(word());
            }
        }
        return new Command(join, words, redirections);
    }

    private boolean redirection(List<String> redirections) {
        for (String redirection : REDIRECTIONS) {
            if (line.startsWith(redirection, at)) {
                redirections.add(redirection);
                at += redirection.length();
                return true;
            }
        }
        return false;
    }

    private Word word() throws UnsupportedShellException {
        List<Piece> pieces = new ArrayList<>();
        boolean quoted = false;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == '"') {
                quoted = !quoted;
                at++;
                pieces.add(new Piece("", false));
            } else if (c == '$') {
                pieces.add(variable());
            } else if (c == '\\' && at + 1 < line.length()) {
                pieces.add(new Piece(String.valueOf(line.charAt(at + 1)), false));
                if (quoted && "\\\"$`".indexOf(line.charAt(at + 1)) < 0) {
                    pieces.add(pieces.size() - 1, new Piece("\\", false));
                }
                at += 2;
            } else if (!quoted && c == '\'') {
                pieces.add(singleQuoted());
            } else if (!quoted && " \t\n;".indexOf(c) >= 0) {
                break;
            } else if (!quoted && (line.startsWith("&&", at) || line.startsWith("||", at))) {
                break;
            } else if (c == '`' || (!quoted && "|&<>()*?{}".indexOf(c) >= 0)) {
                throw new UnsupportedShellException(String.valueOf(c));
            } else {
                pieces.add(new Piece(String.valueOf(c), false));
                at++;
            }
        }
        if (quoted) {
            throw new UnsupportedShellException("unterminated quote");
        }
        return new Word(pieces);
    }

    private Piece singleQuoted() throws UnsupportedShellException {
        int close = line.indexOf('\'', at + 1);
        if (close < 0) {
            throw new UnsupportedShellException("unterminated quote");
        }
        Piece piece = new Piece(line.substring(at + 1, close), false);
        at = close + 1;
        return piece;
    }

    private Piece variable() throws UnsupportedShellException {
        int start = at + 1;
        if (line.startsWith("?", start) || line.startsWith("$", start)) {
            at = start + 1;
            return new Piece(line.substring(start, at), true);
        }
        boolean braces = line.startsWith("{", start);
        int end = braces ? start + 1 : start;
        int from = end;
        while (end < line.length() && isNamePart(line.charAt(end))) {
            end++;
        }
        if (end == from || (braces && !line.startsWith("}", end))) {
            throw new UnsupportedShellException("$ followed by this");
        }
        at = braces ? end + 1 : end;
        return new Piece(line.substring(from, end), true);
    }

    private static boolean isNamePart(char c) {
        return c == '_' || (c < 128 && Character.isLetterOrDigit(c));
    }
}
