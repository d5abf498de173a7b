package io.bailiwick.policy.schema;

import java.util.Optional;

/** Why a value is not accepted, and what to do about it. */
public record Complaint(String message, Optional<String> help) {

    static Complaint of(String message) {
        return new Complaint(message, Optional.empty());
    }

    /** A complaint that says what to write instead. */
    public static Complaint of(String message, String help) {
        return new Complaint(message, Optional.of(help));
    }
}
