package io.bailiwick;

/** The program of a request does not exist in the sandbox, or cannot be executed there. */
public final class CommandNotFoundException extends SandboxException {

    private final String program;
    private final boolean found;

    private CommandNotFoundException(
            ErrorCode code, String program, boolean found, String message, String remedy) {
        super(code, message, remedy, null, null);
        this.program = program;
        this.found = found;
    }

    /**
     * No such program.
     *
     * @param program the name or path as the request gave it
     */
    public static CommandNotFoundException notFound(String program) {
        return notFound(program, ErrorCode.COMMAND_NOT_FOUND.help());
    }

    /**
     * No such program, and an idea which one was meant.
     *
     * @param remedy such as {@code did you mean python3?}
     */
    public static CommandNotFoundException notFound(String program, String remedy) {
        return new CommandNotFoundException(
                ErrorCode.COMMAND_NOT_FOUND,
                program,
                false,
                Texts.printable(program, 256) + ": not found",
                remedy);
    }

    /**
     * A file that cannot be executed.
     *
     * @param why such as {@code permission denied} or {@code exec format error}
     */
    public static CommandNotFoundException notExecutable(String program, String why) {
        return new CommandNotFoundException(
                ErrorCode.COMMAND_NOT_EXECUTABLE,
                program,
                true,
                Texts.printable(program, 256) + ": " + why,
                ErrorCode.COMMAND_NOT_EXECUTABLE.help());
    }

    /** The name or path as the request gave it. */
    public String program() {
        return program;
    }

    /** Whether a file of that name exists and could not be executed. */
    public boolean found() {
        return found;
    }
}
