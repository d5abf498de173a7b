package io.bailiwick;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One command to run: exactly one of a line of shell or a program with its arguments.
 *
 * @param program what to run
 * @param stdin where standard input comes from; {@link Stdin.Empty} by default
 * @param env variables for this command, over the sandbox's own; names and values without NUL
 * @param workdir a directory as the sandbox sees it; the sandbox's working directory by default
 * @param timeout wall-clock limit, positive; none by default
 * @param captureLimit bytes kept of each of the two output streams; what comes after is delivered
 *     to the sinks and counted, but not kept; 16 MiB by default, 0 to keep nothing, at most 1 GiB
 * @param stdout receives standard output while the command runs, beside the capture
 * @param stderr receives standard error while the command runs, beside the capture
 * @param raiseOnError whether {@link Sandbox#exec} throws when the command did not succeed
 */
public record ExecRequest(
        Program program,
        Stdin stdin,
        Map<String, String> env,
        Optional<Path> workdir,
        Optional<Duration> timeout,
        int captureLimit,
        OutputSink stdout,
        OutputSink stderr,
        boolean raiseOnError) {

    /** The default of {@link #captureLimit}, in bytes. */
    public static final int DEFAULT_CAPTURE_LIMIT = 16 << 20;

    private static final int MAX_CAPTURE_LIMIT = 1 << 30;
    private static final int MAX_VARIABLES = 4096;

    /** What to run. */
    public sealed interface Program {

        /** The argument vector that is executed. */
        List<String> argv();

        /** The command as a person would write it; for messages, not for execution. */
        String display();

        /** A line for {@code /bin/sh -c}. */
        record Shell(String line) implements Program {
            public Shell {
                if (line.isBlank()) {
                    throw new InvalidConfigurationException("command must not be empty");
                }
                checkArgument(line);
            }

            @Override
            public List<String> argv() {
                return List.of("/bin/sh", "-c", line);
            }

            @Override
            public String display() {
                return line;
            }
        }

        /** A program, looked up in the sandbox's PATH, and its arguments; no shell is involved. */
        record Argv(List<String> argv) implements Program {
            private static final int MAX_ARGUMENTS = 65_536;

            public Argv {
                if (argv.isEmpty() || argv.getFirst().isBlank()) {
                    throw new InvalidConfigurationException("command must not be empty");
                }
                if (argv.size() > MAX_ARGUMENTS) {
                    throw new InvalidConfigurationException(
                            "command has "
                                    + argv.size()
                                    + " arguments, at most "
                                    + MAX_ARGUMENTS
                                    + " are allowed");
                }
                for (String argument : argv) {
                    checkArgument(argument);
                }
                argv = List.copyOf(argv);
            }

            @Override
            public String display() {
                return String.join(" ", argv);
            }
        }
    }

    /** Where standard input comes from. */
    public sealed interface Stdin {

        /** The end of the file, at once. */
        record Empty() implements Stdin {}

        /** Bytes, then the end of the file. */
        final class Bytes implements Stdin {
            private final byte[] bytes;

            private Bytes(byte[] bytes) {
                this.bytes = bytes;
            }

            public byte[] bytes() {
                return bytes.clone();
            }
        }

        /**
         * The content of a stream, read on a thread of ours until it ends or the command does. The
         * stream is not closed.
         */
        record Stream(InputStream stream) implements Stdin {}

        /** What the caller writes to {@link Execution#stdin()}, until the caller closes it. */
        record Pipe() implements Stdin {}
    }

    /**
     * Checks the bounds.
     *
     * @throws InvalidConfigurationException when a value is outside the bounds above
     */
    public ExecRequest {
        if (env.size() > MAX_VARIABLES) {
            throw new InvalidConfigurationException(
                    "at most " + MAX_VARIABLES + " variables are allowed, got " + env.size());
        }
        for (Map.Entry<String, String> variable : env.entrySet()) {
            checkVariable(variable.getKey(), variable.getValue());
        }
        env = Map.copyOf(env);
        if (workdir.isPresent()) {
            checkWorkdir(workdir.get());
        }
        if (timeout.isPresent()) {
            checkTimeout(timeout.get());
        }
        if (captureLimit < 0 || captureLimit > MAX_CAPTURE_LIMIT) {
            throw new InvalidConfigurationException(
                    "capture limit must be 0 to "
                            + MAX_CAPTURE_LIMIT
                            + " bytes, got "
                            + captureLimit);
        }
    }

    /** A line of shell with the default options. */
    public static ExecRequest ofCommand(String line) {
        return builder().command(line).build();
    }

    /** A program and its arguments with the default options. */
    public static ExecRequest ofArgv(String... argv) {
        return builder().argv(argv).build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The argument vector that is executed; a line of shell is given to {@code /bin/sh -c}. */
    public List<String> argv() {
        return program.argv();
    }

    /** The command as a person would write it. */
    public String command() {
        return program.display();
    }

    private static void checkArgument(String argument) {
        // MAX_ARG_STRLEN of execve(2): 32 pages with the terminating NUL. UTF-8 needs at most three
        // bytes for each char, so that short strings need no encoding here.
        int limit = 131_072;
        if (argument.indexOf('\0') >= 0) {
            throw new InvalidConfigurationException("command must not contain a NUL character");
        }
        requireUnicode("an argument of a command", argument);
        if (argument.length() > limit / 3
                && argument.getBytes(StandardCharsets.UTF_8).length >= limit) {
            throw new InvalidConfigurationException(
                    "an argument of a command must be shorter than "
                            + limit
                            + " bytes; pass larger data on standard input");
        }
    }

    /** UTF-8 has no form for half a surrogate pair, and nothing is passed on that was not given. */
    private static void requireUnicode(String what, String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InvalidConfigurationException(
                    what
                            + " must be Unicode text, but has an unpaired surrogate: '"
                            + Texts.printable(text, 64)
                            + "'; pass other bytes on standard input or in a file");
        }
    }

    private static void checkVariable(String name, String value) {
        if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
            throw new InvalidConfigurationException(
                    "not a name of a variable: '" + Texts.printable(name, 64) + "'");
        }
        if (value.indexOf('\0') >= 0) {
            throw new InvalidConfigurationException(
                    "value of variable '"
                            + Texts.printable(name, 64)
                            + "' must not contain a NUL character");
        }
        requireUnicode("the name of a variable", name);
        requireUnicode("the value of variable '" + Texts.printable(name, 64) + "'", value);
    }

    private static void checkWorkdir(Path workdir) {
        if (!workdir.isAbsolute()) {
            throw new InvalidConfigurationException(
                    "working directory of a command must be absolute, got '" + workdir + "'");
        }
    }

    private static void checkTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new InvalidConfigurationException("timeout must be positive, got " + timeout);
        }
    }

    /** Builds an {@link ExecRequest}; not thread-safe. The last of two equal settings counts. */
    public static final class Builder {
        private Optional<Program> program = Optional.empty();
        private Stdin stdin = new Stdin.Empty();
        private final Map<String, String> env = new LinkedHashMap<>();
        private Optional<Path> workdir = Optional.empty();
        private Optional<Duration> timeout = Optional.empty();
        private int captureLimit = DEFAULT_CAPTURE_LIMIT;
        private OutputSink stdout = OutputSink.NONE;
        private OutputSink stderr = OutputSink.NONE;
        private boolean raiseOnError;

        private Builder() {}

        /**
         * A line for {@code /bin/sh -c}.
         *
         * @throws InvalidConfigurationException when a program was given already
         */
        public Builder command(String line) {
            return program(new Program.Shell(line));
        }

        /**
         * A program and its arguments.
         *
         * @throws InvalidConfigurationException when a program was given already
         */
        public Builder argv(String... argv) {
            return argv(List.of(argv));
        }

        /**
         * A program and its arguments.
         *
         * @throws InvalidConfigurationException when a program was given already
         */
        public Builder argv(List<String> argv) {
            return program(new Program.Argv(argv));
        }

        private Builder program(Program given) {
            if (program.isPresent()) {
                throw new InvalidConfigurationException(
                        "a request has exactly one of command and argv");
            }
            program = Optional.of(given);
            return this;
        }

        /** Bytes, then the end of the file. The array is copied. */
        public Builder stdin(byte[] bytes) {
            stdin = new Stdin.Bytes(bytes.clone());
            return this;
        }

        /** Text in UTF-8, then the end of the file. */
        public Builder stdin(String text) {
            requireUnicode("text for standard input", text);
            stdin = new Stdin.Bytes(text.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        /** The content of a stream; see {@link Stdin.Stream}. */
        public Builder stdin(InputStream stream) {
            stdin = new Stdin.Stream(stream);
            return this;
        }

        /** What is written to {@link Execution#stdin()}. */
        public Builder stdinPipe() {
            stdin = new Stdin.Pipe();
            return this;
        }

        public Builder env(String name, String value) {
            env.put(name, value);
            return this;
        }

        public Builder env(Map<String, String> variables) {
            env.putAll(variables);
            return this;
        }

        public Builder workdir(Path workdir) {
            this.workdir = Optional.of(workdir);
            return this;
        }

        public Builder timeout(Duration timeout) {
            this.timeout = Optional.of(timeout);
            return this;
        }

        public Builder noTimeout() {
            timeout = Optional.empty();
            return this;
        }

        public Builder captureLimit(int bytes) {
            captureLimit = bytes;
            return this;
        }

        public Builder onStdout(OutputSink sink) {
            stdout = sink;
            return this;
        }

        public Builder onStderr(OutputSink sink) {
            stderr = sink;
            return this;
        }

        public Builder raiseOnError() {
            raiseOnError = true;
            return this;
        }

        /**
         * The request.
         *
         * @throws InvalidConfigurationException when no program was given, or when a value is
         *     outside its bounds
         */
        public ExecRequest build() {
            if (program.isEmpty()) {
                throw new InvalidConfigurationException(
                        "a request has exactly one of command and argv");
            }
            return new ExecRequest(
                    program.get(),
                    stdin,
                    env,
                    workdir,
                    timeout,
                    captureLimit,
                    stdout,
                    stderr,
                    raiseOnError);
        }
    }
}
