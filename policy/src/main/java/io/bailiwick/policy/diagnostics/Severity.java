package io.bailiwick.policy.diagnostics;

/** How bad a {@link Problem} is. */
public enum Severity {
    /** The declaration is not accepted. */
    ERROR("error"),
    /** The declaration is accepted and probably not what was meant. */
    WARNING("warning");

    private final String label;

    Severity(String label) {
        this.label = label;
    }

    /** The word that is printed in front of the message. */
    public String label() {
        return label;
    }
}
