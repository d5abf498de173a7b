package io.bailiwick;

/** The sandbox exists but is not in a state that allows the call. */
public final class SandboxNotRunningException extends SandboxException {

    private final String sandboxId;
    private final String currentStatus;

    public SandboxNotRunningException(String sandboxId, SandboxStatus currentStatus) {
        this(
                sandboxId,
                currentStatus.word(),
                "sandbox " + sandboxId + " is not running: " + currentStatus.word());
    }

    SandboxNotRunningException(String sandboxId, String currentStatus, String message) {
        super(ErrorCode.SANDBOX_NOT_RUNNING, message);
        this.sandboxId = sandboxId;
        this.currentStatus = currentStatus;
    }

    public String sandboxId() {
        return sandboxId;
    }

    /** The state in lower case, such as {@code stopped}. */
    public String currentStatus() {
        return currentStatus;
    }
}
