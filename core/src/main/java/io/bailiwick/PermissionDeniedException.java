package io.bailiwick;

import org.jspecify.annotations.Nullable;

/** Something was tried that the capability does not allow. */
public final class PermissionDeniedException extends SandboxException {

    private final String operation;
    private final String path;
    private final String rule;

    /**
     * A denial that is not the result of a command.
     *
     * @param operation what was tried, such as {@code write}
     * @param path on what: a path, a host and port, the name of a system call
     * @param rule the rule that forbids it
     */
    public PermissionDeniedException(String operation, String path, String rule) {
        this(operation, path, rule, ErrorCode.PERMISSION_DENIED.help(), null);
    }

    PermissionDeniedException(ExecResult result, Denial denial) {
        this(denial.kind().operation(), denial.subject(), denial.rule(), denial.help(), result);
    }

    private PermissionDeniedException(
            String operation,
            String path,
            String rule,
            String remedy,
            @Nullable ExecResult result) {
        super(
                ErrorCode.PERMISSION_DENIED,
                "permission denied: "
                        + operation
                        + (path.isEmpty() ? "" : " '" + Texts.printable(path, 256) + "'")
                        + " ("
                        + rule
                        + ")",
                remedy,
                result,
                null);
        this.operation = operation;
        this.path = path;
        this.rule = rule;
    }

    public String operation() {
        return operation;
    }

    /** What it was tried on; empty where there is nothing to name. */
    public String path() {
        return path;
    }

    public String rule() {
        return rule;
    }
}
