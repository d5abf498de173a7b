package io.bailiwick.testing;

import io.bailiwick.Denial;
import io.bailiwick.Outcome;
import io.bailiwick.Signal;
import io.bailiwick.policy.Permissions;
import io.bailiwick.testing.ShellLine.Command;
import io.bailiwick.testing.ShellLine.Join;
import io.bailiwick.testing.ShellLine.Piece;
import io.bailiwick.testing.ShellLine.UnsupportedShellException;
import io.bailiwick.testing.ShellLine.Word;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Runs a {@link ShellLine}. Everything that it does not know is exit code 2, never a guess. */
final class FakeShell {

    private static final Set<String> BUILTINS =
            Set.of("echo", "printf", "pwd", "true", "false", ":", "exit", "export", "kill");

    private final FakeProcess process;
    private final Map<String, String> env;
    private int last;

    FakeShell(FakeProcess process) {
        this.process = process;
        this.env = new TreeMap<>(process.env());
    }

    int run(String line) throws IOException, InterruptedException {
        List<Command> commands;
        try {
            commands = ShellLine.parse(line);
        } catch (UnsupportedShellException e) {
            process.complain("sh: " + e.getMessage());
            return 2;
        }
        for (Command command : commands) {
            boolean runs =
                    command.join() == Join.ALWAYS
                            || (command.join() == Join.ON_SUCCESS) == (last == 0);
            if (runs) {
                Optional<Integer> exit = execute(command);
                if (exit.isPresent()) {
                    return exit.get();
                }
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return last;
    }

    /** Runs one command; answers a code when the shell ends with it. */
    private Optional<Integer> execute(Command command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        for (Word word : command.words()) {
            words.add(expand(word));
        }
        String name = words.getFirst();
        if (words.size() == 1 && name.indexOf('=') > 0) {
            assign(name);
            last = 0;
            return Optional.empty();
        }
        switch (name) {
            case "exit" -> {
                return Optional.of(words.size() > 1 ? Integer.parseInt(words.get(1)) & 0xFF : last);
            }
            case "export" -> {
                words.subList(1, words.size()).forEach(this::assign);
                last = 0;
            }
            case "kill" -> kill(words);
            case ":" -> last = 0;
            default -> {
                return program(words, command.redirections());
            }
        }
        return Optional.empty();
    }

    private Optional<Integer> program(List<String> words, List<String> redirections)
            throws IOException, InterruptedException {
        String name = words.getFirst();
        FakeSandbox sandbox = process.execution().sandbox();
        FakeProcess child = child(words, redirections);
        Optional<FakeProgram> program = sandbox.manager().program(name);
        if (program.isEmpty()) {
            child.complain("sh: 1: " + name + ": not found");
            last = 127;
            return Optional.empty();
        }
        if (!BUILTINS.contains(name)
                && !sandbox.capability().grants(Permissions.SPAWN_SUBPROCESS)) {
            process.denied(
                    new Denial(
                            Denial.Kind.SPAWN,
                            name,
                            "permissions does not grant " + Permissions.SPAWN_SUBPROCESS,
                            "add " + Permissions.SPAWN_SUBPROCESS + " to permissions",
                            1));
            process.complain("sh: 1: Cannot fork");
            return Optional.of(2);
        }
        last = program.get().run(child);
        return Optional.empty();
    }

    private FakeProcess child(List<String> words, List<String> redirections) {
        OutputStream out = process.stdout();
        OutputStream err = process.stderr();
        for (String redirection : redirections) {
            switch (redirection) {
                case ">&2", "1>&2" -> out = err;
                case "2>&1" -> err = out;
                case ">/dev/null" -> out = OutputStream.nullOutputStream();
                case "2>/dev/null" -> err = OutputStream.nullOutputStream();
                default -> {}
            }
        }
        return process.with(words, env, out, err);
    }

    /** {@code kill -TERM $$}: the shell is the execution. */
    private void kill(List<String> words) throws IOException, InterruptedException {
        if (words.size() != 3 || !words.get(1).startsWith("-") || !words.get(2).equals("1")) {
            process.complain("sh: the fake shell kills itself only: kill -SIGNAL $$");
            last = 2;
            return;
        }
        String signal = words.get(1).substring(1);
        for (Signal candidate : Signal.values()) {
            if (candidate.name().equals(signal)
                    || Integer.toString(candidate.number()).equals(signal)) {
                process.execution().finish(new Outcome.Signalled(candidate.number()));
                throw new InterruptedException();
            }
        }
        last = 1;
    }

    private void assign(String assignment) {
        int equals = assignment.indexOf('=');
        if (equals > 0) {
            env.put(assignment.substring(0, equals), assignment.substring(equals + 1));
        }
    }

    private String expand(Word word) {
        StringBuilder text = new StringBuilder();
        for (Piece piece : word.pieces()) {
            text.append(
                    !piece.variable()
                            ? piece.text()
                            : switch (piece.text()) {
                                case "?" -> Integer.toString(last);
                                case "$" -> "1";
                                default -> env.getOrDefault(piece.text(), "");
                            });
        }
        return text.toString();
    }
}
