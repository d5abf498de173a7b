package io.bailiwick;

import io.bailiwick.policy.CapabilityDeclaration;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What to create: a capability and where it applies.
 *
 * @param capability what the sandbox may do
 * @param workingDirectory the host directory that commands start in; absolute and normalised. What
 *     the sandbox may do with it is the capability's business
 * @param labels at most 64; keys are 1 to 63 characters of {@code A-Z a-z 0-9 . _ - /}, values at
 *     most 255 characters without control characters
 * @param autoStart whether {@link SandboxManager#create} also starts the sandbox; true by default
 * @param strict whether every control must be enforced by the kernel, so that a control which is
 *     only sampled refuses the start; false by default
 * @param name what people call the sandbox; shaped like a label's key, not necessarily unique
 */
public record SandboxSpec(
        CapabilityDeclaration capability,
        Path workingDirectory,
        Map<String, String> labels,
        boolean autoStart,
        boolean strict,
        Optional<String> name) {

    private static final int MAX_LABELS = 64;
    private static final int MAX_KEY = 63;
    private static final int MAX_VALUE = 255;

    /**
     * Checks the bounds.
     *
     * @throws InvalidConfigurationException when a label or the name is outside the bounds above
     */
    public SandboxSpec {
        workingDirectory = workingDirectory.toAbsolutePath().normalize();
        if (labels.size() > MAX_LABELS) {
            throw new InvalidConfigurationException(
                    "at most " + MAX_LABELS + " labels are allowed, got " + labels.size());
        }
        for (Map.Entry<String, String> label : labels.entrySet()) {
            checkWord("label key", label.getKey());
            checkValue(label.getKey(), label.getValue());
        }
        labels = Map.copyOf(labels);
        if (name.isPresent()) {
            checkWord("sandbox name", name.get());
        }
    }

    /** The capability in the current directory, started at once. */
    public static SandboxSpec of(CapabilityDeclaration capability) {
        return builder().capability(capability).build();
    }

    public static Builder builder() {
        return new Builder();
    }

    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.capability = capability;
        builder.workingDirectory = workingDirectory;
        builder.labels.putAll(labels);
        builder.autoStart = autoStart;
        builder.strict = strict;
        builder.name = name;
        return builder;
    }

    private static void checkWord(String what, String word) {
        boolean valid = !word.isEmpty() && word.length() <= MAX_KEY;
        for (int i = 0; valid && i < word.length(); i++) {
            char c = word.charAt(i);
            valid =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || "._-/".indexOf(c) >= 0;
        }
        if (!valid) {
            throw new InvalidConfigurationException(
                    what
                            + " must be 1 to "
                            + MAX_KEY
                            + " characters of A-Z a-z 0-9 . _ - /: '"
                            + Texts.printable(word, MAX_KEY)
                            + "'");
        }
    }

    private static void checkValue(String key, String value) {
        boolean valid = value.length() <= MAX_VALUE;
        for (int i = 0; valid && i < value.length(); i++) {
            valid = !Character.isISOControl(value.charAt(i));
        }
        if (!valid) {
            throw new InvalidConfigurationException(
                    "value of label '"
                            + key
                            + "' must be at most "
                            + MAX_VALUE
                            + " characters without control characters");
        }
    }

    /** Builds a {@link SandboxSpec}; not thread-safe. */
    public static final class Builder {
        private CapabilityDeclaration capability = CapabilityDeclaration.defaults();
        private Path workingDirectory = Path.of("");
        private final Map<String, String> labels = new LinkedHashMap<>();
        private boolean autoStart = true;
        private boolean strict;
        private Optional<String> name = Optional.empty();

        private Builder() {}

        /** Default: {@link CapabilityDeclaration#defaults()}. */
        public Builder capability(CapabilityDeclaration capability) {
            this.capability = capability;
            return this;
        }

        /** Default: the current directory. */
        public Builder workingDirectory(Path workingDirectory) {
            this.workingDirectory = workingDirectory;
            return this;
        }

        public Builder label(String key, String value) {
            labels.put(key, value);
            return this;
        }

        public Builder labels(Map<String, String> labels) {
            this.labels.putAll(labels);
            return this;
        }

        public Builder autoStart(boolean autoStart) {
            this.autoStart = autoStart;
            return this;
        }

        public Builder strict(boolean strict) {
            this.strict = strict;
            return this;
        }

        public Builder name(String name) {
            this.name = Optional.of(name);
            return this;
        }

        /**
         * The specification.
         *
         * @throws InvalidConfigurationException when a label or the name is refused
         */
        public SandboxSpec build() {
            return new SandboxSpec(capability, workingDirectory, labels, autoStart, strict, name);
        }
    }
}
