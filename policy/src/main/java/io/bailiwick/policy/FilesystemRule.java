package io.bailiwick.policy;

import io.bailiwick.policy.paths.Glob;

/**
 * What holds for a path and everything beneath it, unless a longer path says otherwise.
 *
 * @param path a normal absolute path, or a pattern of {@link Glob}
 * @param access what can be done
 * @param origin why the rule exists, one of the constants of this class
 */
public record FilesystemRule(String path, Access access, String origin) {
    /** A directory of the system that programs need. */
    public static final String SYSTEM = "system";

    /** A file made for the sandbox. */
    public static final String SYNTHETIC = "synthetic";

    /** A tree that the sandbox has of its own. */
    public static final String PRIVATE = "private";

    /** A private directory that is empty at the start. */
    public static final String SCRATCH = "scratch";

    /** A language toolchain in the home directory. */
    public static final String TOOLCHAIN = "toolchain";

    /** The directory that the command runs in. */
    public static final String WORKING_DIRECTORY = "working directory";

    /** An entry of {@code writable_paths}. */
    public static final String WRITABLE_PATHS = "writable_paths";

    /** An entry of {@code read_paths}. */
    public static final String READ_PATHS = "read_paths";

    /** An entry of {@code hidden_paths}. */
    public static final String HIDDEN_PATHS = "hidden_paths";

    /** A name that is hidden everywhere. */
    public static final String HIDDEN_BY_DEFAULT = "hidden by default";

    /** The host's whole tree. */
    public static final String HOST_ROOT = "root: host";

    /** A directory that exists because something beneath it does. */
    public static final String ABOVE = "directory above";

    /**
     * Whether the path is a pattern. A directory that a person works in or opens is never one, even
     * if its name holds a star.
     */
    public boolean isPattern() {
        return switch (origin) {
            case SYSTEM, HIDDEN_PATHS, HIDDEN_BY_DEFAULT -> Glob.isPattern(path);
            default -> false;
        };
    }

    /** Whether a person declared it, by an entry or by starting there. */
    public boolean isDeclared() {
        return switch (origin) {
            case WORKING_DIRECTORY, WRITABLE_PATHS, READ_PATHS, HIDDEN_PATHS -> true;
            default -> false;
        };
    }

    /** Whether it shows files of the host in which names of credentials are hidden. */
    boolean hidesNames() {
        boolean host = access == Access.READ || access == Access.WRITE || access == Access.LAYER;
        return host && (isDeclared() || origin.equals(HOST_ROOT));
    }

    /** Whether it is a toolchain's folder, and a path beneath it lies where names are hidden. */
    boolean hidesNamesNearItsTop(String beneath) {
        if (!origin.equals(TOOLCHAIN)) {
            return false;
        }
        int depth = 0;
        for (int i = path.length(); i < beneath.length(); i++) {
            if (beneath.charAt(i) == '/') {
                depth++;
            }
        }
        return depth <= FilesystemRules.TOOLCHAIN_DEPTH;
    }

    /** The rule in words: {@code read '/usr' (system)}. */
    public String describe() {
        String verb =
                switch (access) {
                    case NONE -> "hide";
                    case READ -> "read";
                    case WRITE -> "write";
                    case LAYER -> "read, writes private";
                    case SCRATCH -> "private scratch";
                };
        return verb + " '" + path + "' (" + origin + ")";
    }
}
