package io.bailiwick;

/** The calling thread was interrupted or the execution was killed by its caller. */
public final class CancelledException extends SandboxException {

    public CancelledException(String message) {
        super(ErrorCode.CANCELLED, message);
    }

    public CancelledException(String message, Throwable cause) {
        super(ErrorCode.CANCELLED, message, cause);
    }
}
