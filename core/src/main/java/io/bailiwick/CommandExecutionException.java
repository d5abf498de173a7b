package io.bailiwick;

import org.jspecify.annotations.Nullable;

/** A command ended with a code other than 0 or by a signal, and nothing else explains it. */
public final class CommandExecutionException extends SandboxException {

    /** How much of standard error the message repeats, in characters. */
    private static final int EXCERPT = 500;

    private final String command;
    private final int exitCode;
    private final String stdout;
    private final String stderr;

    public CommandExecutionException(String command, int exitCode, String stdout, String stderr) {
        this(command, exitCode, stdout, stderr, null);
    }

    CommandExecutionException(ExecResult result) {
        this(result.command(), result.exitCode(), result.stdout(), result.stderr(), result);
    }

    private CommandExecutionException(
            String command,
            int exitCode,
            String stdout,
            String stderr,
            @Nullable ExecResult result) {
        super(
                ErrorCode.COMMAND_FAILED,
                message(command, exitCode, stderr),
                ErrorCode.COMMAND_FAILED.help(),
                result,
                null);
        this.command = command;
        this.exitCode = exitCode;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    private static String message(String command, int exitCode, String stderr) {
        String message =
                "command failed with exit code " + exitCode + ": " + Texts.printable(command, 200);
        String details = stderr.strip();
        return details.isEmpty() ? message : message + ": " + Texts.printable(details, EXCERPT);
    }

    public String command() {
        return command;
    }

    /** n, or -signal. */
    public int exitCode() {
        return exitCode;
    }

    /** All captured standard output. */
    public String stdout() {
        return stdout;
    }

    /** All captured standard error. */
    public String stderr() {
        return stderr;
    }
}
