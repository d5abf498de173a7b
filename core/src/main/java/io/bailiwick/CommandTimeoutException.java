package io.bailiwick;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A command did not end within the request's timeout and was killed. */
public final class CommandTimeoutException extends SandboxException {

    private final String command;
    private final Duration timeout;

    public CommandTimeoutException(String command, Duration timeout) {
        this(command, timeout, null);
    }

    CommandTimeoutException(ExecResult result, Duration timeout) {
        this(result.command(), timeout, result);
    }

    private CommandTimeoutException(String command, Duration timeout, @Nullable ExecResult result) {
        super(
                ErrorCode.COMMAND_TIMEOUT,
                "command timed out after "
                        + timeout.toMillis() / 1000.0
                        + "s: "
                        + Texts.printable(command, 200),
                ErrorCode.COMMAND_TIMEOUT.help(),
                result,
                null);
        this.command = command;
        this.timeout = timeout;
    }

    public String command() {
        return command;
    }

    /** The limit that passed. */
    public Duration timeout() {
        return timeout;
    }
}
