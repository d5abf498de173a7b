package io.bailiwick;

/** What the codebases are stored on, or what is read or written for them, does not work. */
public final class CodebaseStoreException extends SandboxException {

    public CodebaseStoreException(String message, Throwable cause) {
        super(ErrorCode.CODEBASE_STORE_FAILED, message, cause);
    }
}
