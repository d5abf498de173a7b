package io.bailiwick.policy;

import io.bailiwick.policy.schema.Complaint;
import io.bailiwick.policy.schema.Type.Constraint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the agent can read and write.
 *
 * <p>A path starts with {@code /}, {@code ~/} (the home directory) or {@code ./} (the working
 * directory); {@link FilesystemRules#compile} resolves it. {@code /proc}, {@code /sys} and {@code
 * /dev} cannot be declared, nor can a path with {@code .} or {@code ..} segments.
 *
 * @param mode how much can be reached at all
 * @param writablePaths paths that are written through to the host; only with {@link
 *     FilesystemMode#READ_WRITE}
 * @param root what the root directory holds
 * @param readPaths further paths that can be read; not with {@link FilesystemMode#NONE}
 * @param hiddenPaths paths that do not exist for the agent; {@code *} and {@code ?} match within a
 *     segment, {@code **} matches any number of segments, a pattern without a slash matches a name
 *     anywhere
 */
public record FilesystemConfig(
        FilesystemMode mode,
        List<String> writablePaths,
        FilesystemRoot root,
        List<String> readPaths,
        List<String> hiddenPaths) {

    /**
     * Checks every part.
     *
     * @throws IllegalArgumentException for a path that is malformed or contradicts the mode, with
     *     the message that a capability file would draw
     */
    public FilesystemConfig {
        CapabilityFields.WRITABLE_PATHS.require(writablePaths);
        CapabilityFields.READ_PATHS.require(readPaths);
        CapabilityFields.HIDDEN_PATHS.require(hiddenPaths);
        require(CapabilityFields.WRITABLE_NEEDS_READ_WRITE, mode, writablePaths);
        require(CapabilityFields.NONE_READS_NOTHING, mode, readPaths);
        writablePaths = List.copyOf(writablePaths);
        readPaths = List.copyOf(readPaths);
        hiddenPaths = List.copyOf(hiddenPaths);
    }

    /** A configuration with the minimal root and nothing further readable or hidden. */
    public FilesystemConfig(FilesystemMode mode, List<String> writablePaths) {
        this(mode, writablePaths, FilesystemRoot.MINIMAL, List.of(), List.of());
    }

    /** A configuration of a mode alone. */
    public FilesystemConfig(FilesystemMode mode) {
        this(mode, List.of());
    }

    /** {@code read_only} over the minimal root. */
    public static FilesystemConfig defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    public Builder toBuilder() {
        return new Builder()
                .mode(mode)
                .writablePaths(writablePaths)
                .root(root)
                .readPaths(readPaths)
                .hiddenPaths(hiddenPaths);
    }

    Map<String, Object> toValue() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("mode", mode.word());
        value.put("writable_paths", writablePaths);
        value.put("root", root.word());
        value.put("read_paths", readPaths);
        value.put("hidden_paths", hiddenPaths);
        return value;
    }

    private static void require(Constraint constraint, FilesystemMode mode, List<String> paths) {
        Optional<Complaint> complaint = constraint.check(mode.word(), paths);
        if (complaint.isPresent()) {
            throw new IllegalArgumentException(complaint.get().message());
        }
    }

    /** Collects the parts of a configuration. Not safe for concurrent use. */
    public static final class Builder {
        private FilesystemMode mode = FilesystemMode.READ_ONLY;
        private List<String> writablePaths = List.of();
        private FilesystemRoot root = FilesystemRoot.MINIMAL;
        private List<String> readPaths = List.of();
        private List<String> hiddenPaths = List.of();

        private Builder() {}

        public Builder mode(FilesystemMode newMode) {
            mode = newMode;
            return this;
        }

        public Builder writablePaths(List<String> newPaths) {
            writablePaths = newPaths;
            return this;
        }

        public Builder writablePaths(String... newPaths) {
            return writablePaths(List.of(newPaths));
        }

        public Builder root(FilesystemRoot newRoot) {
            root = newRoot;
            return this;
        }

        public Builder readPaths(List<String> newPaths) {
            readPaths = newPaths;
            return this;
        }

        public Builder readPaths(String... newPaths) {
            return readPaths(List.of(newPaths));
        }

        public Builder hiddenPaths(List<String> newPaths) {
            hiddenPaths = newPaths;
            return this;
        }

        public Builder hiddenPaths(String... newPaths) {
            return hiddenPaths(List.of(newPaths));
        }

        /**
         * The value that was collected.
         *
         * @throws IllegalArgumentException when a path is malformed or contradicts the mode
         */
        public FilesystemConfig build() {
            return new FilesystemConfig(mode, writablePaths, root, readPaths, hiddenPaths);
        }
    }
}
