package io.bailiwick;

/**
 * Why one control of a capability cannot be held on this host.
 *
 * @param control the key in the capability file
 * @param cause what is missing or in the way
 * @param remedy what to do about it, with the command where there is one
 */
public record RefusalReason(String control, String cause, String remedy) {

    public RefusalReason {
        if (control.isBlank() || cause.isBlank() || remedy.isBlank()) {
            throw new IllegalArgumentException(
                    "a refusal names its control, cause and remedy: " + control);
        }
    }

    @Override
    public String toString() {
        return control + ": " + cause;
    }
}
