package io.bailiwick;

/** The audit could not be written; what should have been recorded was not done. */
public final class AuditFailedException extends SandboxException {

    public AuditFailedException(String message) {
        super(ErrorCode.AUDIT_FAILED, message);
    }

    public AuditFailedException(String message, Throwable cause) {
        super(ErrorCode.AUDIT_FAILED, message, cause);
    }
}
