package io.bailiwick.cli;

import io.bailiwick.ErrorCode;
import io.bailiwick.SandboxException;
import io.bailiwick.policy.CapabilityParseException;
import io.bailiwick.policy.diagnostics.Printable;

/** Words failures that a command did not handle, and maps them to exit statuses. */
final class Failures {

    private final Console console;

    Failures(Console console) {
        this.console = console;
    }

    /** Prints the failure and answers the exit status. */
    int report(Throwable failure) {
        if (failure instanceof Console.ClosedException closed) {
            throw closed;
        }
        console.err(text(failure));
        return status(failure);
    }

    static String text(Throwable failure) {
        return switch (failure) {
            case CapabilityParseException e -> e.render();
            case SandboxException e -> lines(String.valueOf(e.getMessage()), e.remedy());
            default ->
                    lines(
                            failure.getMessage() == null
                                    ? failure.toString()
                                    : failure.getMessage(),
                            "");
        };
    }

    private static String lines(String message, String help) {
        String first = "error: " + Printable.clean(message) + "\n";
        return help.isEmpty() ? first : first + "  help: " + Printable.clean(help) + "\n";
    }

    static int status(Throwable failure) {
        return failure instanceof SandboxException e
                ? e.code().exitStatus()
                : ErrorCode.INVALID_CONFIGURATION.exitStatus();
    }
}
