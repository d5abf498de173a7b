package io.bailiwick.policy;

import io.bailiwick.policy.paths.LexicalPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Answers whether an agent reaches the host's file at a path, from the rules that are enforced.
 *
 * <p>A private directory such as {@code /tmp} can be read and written inside the sandbox, but none
 * of the host's files are in it, so the answer for them is no; {@link FilesystemRules} and {@link
 * Explain} tell the two apart. A write into a private layer over a file of the host counts as
 * allowed. Links are not resolved. Immutable.
 */
public final class FilesystemPolicy {
    private final FilesystemConfig config;
    private final FilesystemRules rules;

    /** A policy for the directory that this process works in and its user's home. */
    public FilesystemPolicy(FilesystemConfig config) {
        this(
                config,
                Path.of("").toAbsolutePath(),
                Path.of(System.getProperty("user.home", "/")).toAbsolutePath());
    }

    /**
     * A policy for a working directory and a home directory, both absolute.
     *
     * @throws IllegalArgumentException when one is not absolute
     */
    public FilesystemPolicy(FilesystemConfig config, Path workingDirectory, Path home) {
        this.config = config;
        this.rules = FilesystemRules.compile(config, workingDirectory, home);
    }

    /** The rules that the answers come from. */
    public FilesystemRules rules() {
        return rules;
    }

    public boolean canRead(String path) {
        return reaches(path, FileOperation.READ);
    }

    public boolean canWrite(String path) {
        return reaches(path, FileOperation.WRITE);
    }

    /**
     * Why an operation is denied; empty when it is allowed.
     *
     * @param mode {@code read} or {@code write}
     * @throws IllegalArgumentException for another mode
     */
    public Optional<String> denyReason(String path, String mode) {
        FileOperation operation = operation(mode);
        if (reaches(path, operation)) {
            return Optional.empty();
        }
        Decision decision = rules.decide(path, operation);
        if (config.mode() == FilesystemMode.NONE) {
            return Optional.of(
                    "filesystem access is disabled (mode=none); denied "
                            + mode
                            + " on '"
                            + path
                            + "'");
        }
        if (operation == FileOperation.WRITE && !isHidden(decision)) {
            if (config.mode() == FilesystemMode.READ_ONLY) {
                return Optional.of("sandbox is read-only; denied write on '" + path + "'");
            }
            if (!config.writablePaths().isEmpty()) {
                return Optional.of(
                        "path '"
                                + path
                                + "' is not under any writable_paths ("
                                + listed(config.writablePaths())
                                + "); denied write");
            }
        }
        return Optional.of("access denied for " + mode + " on '" + path + "': " + why(decision));
    }

    /**
     * Whether an operation is allowed.
     *
     * @param mode {@code read} or {@code write}
     * @throws IllegalArgumentException for another mode
     */
    public static boolean validatePathAccess(String path, String mode, FilesystemConfig config) {
        return new FilesystemPolicy(config).reaches(path, operation(mode));
    }

    private boolean reaches(String path, FileOperation operation) {
        return switch (rules.decide(path, operation)) {
            case Decision.Allow(FilesystemRule rule) -> rule.access() != Access.SCRATCH;
            case Decision.Deny _ -> false;
        };
    }

    private static boolean isHidden(Decision decision) {
        return decision instanceof Decision.Deny(Optional<FilesystemRule> rule, String _)
                && rule.isPresent()
                && rule.get().access() == Access.NONE;
    }

    private static String why(Decision decision) {
        return switch (decision) {
            case Decision.Allow(FilesystemRule rule) ->
                    "'"
                            + rule.path()
                            + "' is private to the sandbox, the host's files are not in it";
            case Decision.Deny(Optional<FilesystemRule> _, String why) -> why;
        };
    }

    private static FileOperation operation(String mode) {
        return switch (mode) {
            case "read" -> FileOperation.READ;
            case "write" -> FileOperation.WRITE;
            default ->
                    throw new IllegalArgumentException(
                            "mode must be 'read' or 'write', got '" + mode + "'");
        };
    }

    private static String listed(List<String> paths) {
        StringBuilder out = new StringBuilder("[");
        for (String path : paths) {
            out.append(out.length() > 1 ? ", '" : "'").append(shown(path)).append('\'');
        }
        return out.append(']').toString();
    }

    private static String shown(String path) {
        return path.startsWith("/") ? LexicalPath.normalise(path) : path;
    }
}
