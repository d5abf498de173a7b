package io.bailiwick.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the usual command lines of {@code run} without picocli, whose own start takes as long as
 * that of a sandbox. It decides nothing: what it does not know for sure, mistakes among it, it
 * leaves to picocli, and a test holds it to picocli's answers. Used by one thread.
 */
final class PlainRun {

    private final List<String> arguments;
    private int next;
    private @Nullable Path config;
    private @Nullable Duration timeout;
    private @Nullable OutputFormat output;
    private @Nullable Path result;
    private boolean strict;
    private boolean quiet;

    private PlainRun(List<String> arguments) {
        this.arguments = arguments;
    }

    /** What the arguments after {@code run} ask for; empty where picocli has to be asked. */
    static Optional<RunCommand.Options> read(List<String> arguments) {
        return new PlainRun(arguments).read();
    }

    private Optional<RunCommand.Options> read() {
        while (next < arguments.size()) {
            String argument = arguments.get(next++);
            if (argument.equals("--")) {
                return running(arguments.subList(next, arguments.size()));
            }
            if (!argument.startsWith("-")) {
                return running(arguments.subList(next - 1, arguments.size()));
            }
            if (!option(argument)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Optional<RunCommand.Options> running(List<String> command) {
        if (command.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new RunCommand.Options(
                        Optional.ofNullable(config),
                        timeout == null ? RunCommand.TIMEOUT : timeout,
                        strict,
                        Map.of(),
                        output == OutputFormat.json || result != null,
                        Optional.ofNullable(result),
                        quiet,
                        command));
    }

    /** Takes an option that was not there before, and its value. */
    private boolean option(String argument) {
        return switch (argument) {
            case "--quiet" -> !quiet && (quiet = true);
            case "--strict" -> !strict && (strict = true);
            default -> {
                int equals = argument.indexOf('=');
                String name = equals < 0 ? argument : argument.substring(0, equals);
                String value = equals < 0 ? following() : argument.substring(equals + 1);
                yield isPlain(value) && assign(name, value);
            }
        };
    }

    private String following() {
        return next < arguments.size() ? arguments.get(next++) : "";
    }

    /** Not what might be an option, nor what picocli might read in a way of its own. */
    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean plain = Character.isLetterOrDigit(c) || "/._-+,:".indexOf(c) >= 0;
            if (!plain || (i == 0 && c == '-')) {
                return false;
            }
        }
        return !value.isEmpty();
    }

    private boolean assign(String name, String value) {
        return switch (name) {
            case "--config" -> config == null && (config = Path.of(value)) != null;
            case "--result" -> result == null && (result = Path.of(value)) != null;
            case "--output" -> output == null && (output = format(value)) != null;
            case "--timeout" ->
                    timeout == null && (timeout = Seconds.read(value).orElse(null)) != null;
            default -> false;
        };
    }

    private static @Nullable OutputFormat format(String value) {
        return switch (value) {
            case "text" -> OutputFormat.text;
            case "json" -> OutputFormat.json;
            default -> null;
        };
    }
}
