package io.bailiwick;

/** Sandboxes cannot run in this program or on this host at all. */
public final class RuntimeUnavailableException extends SandboxException {

    public RuntimeUnavailableException(String message) {
        super(ErrorCode.RUNTIME_UNAVAILABLE, message);
    }

    public RuntimeUnavailableException(String message, Throwable cause) {
        super(ErrorCode.RUNTIME_UNAVAILABLE, message, cause);
    }
}
