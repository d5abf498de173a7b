package io.bailiwick.policy.yaml;

import io.bailiwick.policy.schema.Field;
import io.bailiwick.policy.schema.Type;
import java.util.Optional;

/** Finds where a key that was written in the wrong mapping belongs. */
final class Homes {
    private Homes() {}

    /** {@code "under 'filesystem_config'"} or {@code "at the top level"}. */
    static Optional<String> of(Type.Mapping root, String key) {
        if (root.field(key).isPresent()) {
            return Optional.of("at the top level");
        }
        for (Field field : root.fields()) {
            Type type = field.type() instanceof Type.ListOf(Type item, int _) ? item : field.type();
            if (type instanceof Type.Mapping mapping && mapping.field(key).isPresent()) {
                return Optional.of("under '" + field.key() + "'");
            }
        }
        return Optional.empty();
    }
}
