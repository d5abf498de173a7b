package io.bailiwick;

import java.util.Locale;

/**
 * Every kind of failure, sorted by who can do something about it, with what each door says. This is
 * the one table; doors translate with it and have no tables of their own.
 */
public enum ErrorCode {
    INVALID_CONFIGURATION(
            Blame.CALLER, 400, "INVALID_ARGUMENT", 125, "correct the value that the message names"),
    SANDBOX_NOT_FOUND(
            Blame.CALLER,
            404,
            "NOT_FOUND",
            125,
            "list the sandboxes that exist; ids are known to the manager that created them"),
    SANDBOX_NOT_RUNNING(
            Blame.CALLER,
            409,
            "FAILED_PRECONDITION",
            125,
            "start the sandbox, or create a new one when it has failed or is destroyed"),
    CODEBASE_NOT_FOUND(
            Blame.CALLER,
            404,
            "NOT_FOUND",
            125,
            "list the codebases and their versions; a version that was deleted does not come back"),
    CODEBASE_IN_USE(
            Blame.CALLER,
            409,
            "FAILED_PRECONDITION",
            125,
            "close what uses it, or force the deletion: its users keep what they have opened"),
    UPLOAD_REFUSED(
            Blame.CALLER,
            422,
            "INVALID_ARGUMENT",
            125,
            "correct the entry that the message names and upload again; nothing was stored"),
    COMMAND_NOT_EXECUTABLE(
            Blame.CALLER,
            422,
            "INVALID_ARGUMENT",
            126,
            "the file exists but cannot be executed; check its mode and its first line"),
    COMMAND_NOT_FOUND(
            Blame.CALLER,
            422,
            "NOT_FOUND",
            127,
            "check the spelling and that the program is visible inside the sandbox"),
    CANCELLED(Blame.CALLER, 499, "CANCELLED", 130, "the caller gave up; run it again if needed"),

    COMMAND_FAILED(Blame.AGENT, 422, "ABORTED", 1, "read the command's own output for the reason"),
    COMMAND_TIMEOUT(
            Blame.AGENT,
            504,
            "DEADLINE_EXCEEDED",
            124,
            "give the command more time, or find out what it waits for"),
    PERMISSION_DENIED(
            Blame.AGENT,
            403,
            "PERMISSION_DENIED",
            1,
            "allow it in the capability file if the agent is meant to do this"),
    RESOURCE_LIMIT_EXCEEDED(
            Blame.AGENT,
            429,
            "RESOURCE_EXHAUSTED",
            137,
            "raise the limit in resource_limits if the agent is meant to use this much"),

    CAPABILITY_REFUSED(
            Blame.HOST,
            422,
            "FAILED_PRECONDITION",
            125,
            "follow the remedy of each reason, or remove the control from the capability file"),
    TIER_UNAVAILABLE(
            Blame.HOST,
            501,
            "UNIMPLEMENTED",
            125,
            "declare sandbox_tier: seccomp, the only tier of this version"),
    CODEBASE_STORE_FAILED(
            Blame.HOST,
            503,
            "UNAVAILABLE",
            125,
            "free some disk space and check who owns the directory that the message names"),
    RUNTIME_UNAVAILABLE(
            Blame.HOST,
            503,
            "UNAVAILABLE",
            125,
            "add the dependency io.bailiwick:bailiwick and run on Linux"),

    AUDIT_FAILED(
            Blame.OURS,
            503,
            "UNAVAILABLE",
            125,
            "make the audit directory writable and free some disk space; nothing runs unaudited"),
    SUPERVISOR_FAILED(
            Blame.OURS, 500, "INTERNAL", 125, "this is a defect or a killed helper; report it");

    /** Who can do something about a failure. */
    public enum Blame {
        /** Whoever called us. */
        CALLER,
        /** The command that ran in the sandbox. */
        AGENT,
        /** The machine that we run on. */
        HOST,
        /** We. */
        OURS
    }

    private final Blame blame;
    private final int httpStatus;
    private final String grpcCode;
    private final int exitStatus;
    private final String help;

    ErrorCode(Blame blame, int httpStatus, String grpcCode, int exitStatus, String help) {
        this.blame = blame;
        this.httpStatus = httpStatus;
        this.grpcCode = grpcCode;
        this.exitStatus = exitStatus;
        this.help = help;
    }

    /** Who can do something about it. */
    public Blame blame() {
        return blame;
    }

    /** The status of an HTTP answer, 400 to 599. */
    public int httpStatus() {
        return httpStatus;
    }

    /** The name of a gRPC status code; Connect uses the same in lower case. */
    public String grpcCode() {
        return grpcCode;
    }

    /**
     * What {@code bailiwick} ends with when this failure ends it. A command that ran to its end has
     * its own status instead: {@link Outcome#exitStatus()}.
     */
    public int exitStatus() {
        return exitStatus;
    }

    /** What to do, when the failure itself has nothing more exact to say. */
    public String help() {
        return help;
    }

    /** The stable name in JSON and in the audit: the constant's name in lower case. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
