package io.bailiwick;

/** The caller asked for something that makes no sense; the message names it. */
public final class InvalidConfigurationException extends SandboxException {

    public InvalidConfigurationException(String message) {
        super(ErrorCode.INVALID_CONFIGURATION, message);
    }

    public InvalidConfigurationException(String message, Throwable cause) {
        super(ErrorCode.INVALID_CONFIGURATION, message, cause);
    }
}
