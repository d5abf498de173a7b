package io.bailiwick;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The root of everything that the API throws for a reason of its own. Its subclasses are siblings,
 * so that they can be caught in any order.
 */
public abstract sealed class SandboxException extends RuntimeException
        permits AuditFailedException,
                CancelledException,
                CapabilityRefusedException,
                CodebaseInUseException,
                CodebaseNotFoundException,
                CodebaseStoreException,
                CommandExecutionException,
                CommandNotFoundException,
                CommandTimeoutException,
                InvalidConfigurationException,
                PermissionDeniedException,
                ResourceLimitExceededException,
                RuntimeUnavailableException,
                SandboxNotFoundException,
                SandboxNotRunningException,
                SupervisorException,
                TierUnavailableException,
                UploadException {

    private final ErrorCode code;
    private final String remedy;
    private final transient @Nullable ExecResult result;

    SandboxException(
            ErrorCode code,
            String message,
            String remedy,
            @Nullable ExecResult result,
            @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.remedy = remedy;
        this.result = result;
    }

    SandboxException(ErrorCode code, String message) {
        this(code, message, code.help(), null, null);
    }

    SandboxException(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, code.help(), null, cause);
    }

    /** What kind of failure this is. */
    public final ErrorCode code() {
        return code;
    }

    /** What to do about it, in one line. */
    public final String remedy() {
        return remedy;
    }

    /** The result of the command, with its output so far, when a command caused the failure. */
    public final Optional<ExecResult> result() {
        return Optional.ofNullable(result);
    }
}
