package io.bailiwick;

/** A failure of ours: a helper process died, or the protocol with it was broken. */
public final class SupervisorException extends SandboxException {

    public SupervisorException(String message) {
        super(ErrorCode.SUPERVISOR_FAILED, message);
    }

    public SupervisorException(String message, Throwable cause) {
        super(ErrorCode.SUPERVISOR_FAILED, message, cause);
    }
}
