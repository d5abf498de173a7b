package io.bailiwick.policy.yaml;

import java.util.Optional;

/** The text is not the YAML that is accepted here. */
public final class YamlException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Optional<Place> place;

    YamlException(String message, Optional<Place> place) {
        super(message);
        this.place = place;
    }

    /** Where in the text, when that is known. */
    public Optional<Place> place() {
        return place;
    }

    /** The message of an exception, which here is never absent. */
    public String problem() {
        String message = getMessage();
        return message == null ? "unreadable" : message;
    }
}
