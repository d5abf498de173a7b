package io.bailiwick.policy.schema;

import java.util.Optional;

/**
 * One key of a mapping.
 *
 * @param key the key as it is written
 * @param type what its value may be
 * @param presence whether it may be left out, and what that means
 * @param doc one or two sentences for the person who writes the file
 */
public record Field(String key, Type type, Presence presence, String doc) {

    /** What leaving a key out means. */
    public sealed interface Presence {
        /** The key must be there. */
        record Required() implements Presence {}

        /** The key has a default, as a plain value: a string, number, list or map. */
        record Default(Object value) implements Presence {}

        /**
         * The key may be left out or {@code null}; both mean that there is no value.
         *
         * @param example a value as it might be written
         */
        record Nullable(Object example) implements Presence {}
    }

    public static Field required(String key, Type type, String doc) {
        return new Field(key, type, new Presence.Required(), doc);
    }

    public static Field optional(String key, Type type, Object byDefault, String doc) {
        return new Field(key, type, new Presence.Default(byDefault), doc);
    }

    public static Field nullable(String key, Type type, Object example, String doc) {
        return new Field(key, type, new Presence.Nullable(example), doc);
    }

    /** The value that stands when the key is left out. */
    public Optional<Object> byDefault() {
        return switch (presence) {
            case Presence.Default(Object value) -> Optional.of(value);
            case Presence.Required _, Presence.Nullable _ -> Optional.empty();
        };
    }

    public boolean isRequired() {
        return presence instanceof Presence.Required;
    }

    public boolean isNullable() {
        return presence instanceof Presence.Nullable;
    }

    /**
     * Checks a value of a record against the field's type.
     *
     * @throws IllegalArgumentException with the message that a file would draw
     */
    public void require(Object value) {
        type.check(key, value)
                .ifPresent(complaint -> {
                    throw new IllegalArgumentException(complaint.message());
                });
    }
}
