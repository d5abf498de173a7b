package io.bailiwick.files.codebase;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a codebase.
 *
 * @param id unique in its store
 * @param name as its creator called it; need not be unique
 * @param created when
 * @param versions in the order of their numbers
 */
public record Codebase(String id, String name, Instant created, List<CodebaseVersion> versions) {

    public Codebase {
        versions = List.copyOf(versions);
    }

    /** The version with the highest number; empty before the first upload. */
    public Optional<CodebaseVersion> latest() {
        return versions.isEmpty() ? Optional.empty() : Optional.of(versions.getLast());
    }
}
