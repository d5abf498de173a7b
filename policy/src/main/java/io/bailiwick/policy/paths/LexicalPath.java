package io.bailiwick.policy.paths;

import java.util.ArrayList;
import java.util.List;

/**
 * Paths by their letters alone. Links are not followed: what a rule says about a path must not
 * depend on what an agent makes of the tree. Whoever opens files resolves links and asks again.
 */
public final class LexicalPath {
    private LexicalPath() {}

    /**
     * An absolute path without empty, {@code .} and {@code ..} segments and without a slash at its
     * end. As in the kernel, {@code ..} above the root is the root.
     *
     * @throws IllegalArgumentException for a path that is not absolute or holds a NUL
     */
    public static String normalise(String path) {
        if (path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a path must not hold a NUL character");
        }
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a path must be absolute: " + path);
        }
        if (isNormal(path)) {
            return path;
        }
        List<String> kept = new ArrayList<>();
        for (String segment : path.split("/")) {
            switch (segment) {
                case "", "." -> {}
                case ".." -> {
                    if (!kept.isEmpty()) {
                        kept.removeLast();
                    }
                }
                default -> kept.add(segment);
            }
        }
        return "/" + String.join("/", kept);
    }

    /**
     * A path as declared or asked for: {@code ~} and {@code ~/…} from the home directory, any other
     * path that is not absolute from the working directory.
     *
     * @throws IllegalArgumentException for a NUL, or when a directory is not absolute
     */
    public static String resolve(String path, String workingDirectory, String home) {
        if (path.startsWith("/")) {
            return normalise(path);
        }
        if (path.equals("~") || path.startsWith("~/")) {
            return normalise(home + path.substring(1));
        }
        return normalise(workingDirectory + "/" + path);
    }

    /** Whether a path is another one or lies beneath it; both are normal. */
    public static boolean isWithin(String path, String directory) {
        if (directory.equals("/")) {
            return true;
        }
        return path.startsWith(directory)
                && (path.length() == directory.length() || path.charAt(directory.length()) == '/');
    }

    /** The directory that a normal path lies in; the root lies in itself. */
    public static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    /** The last segment of a normal path; empty for the root. */
    public static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static boolean isNormal(String path) {
        if (path.length() > 1 && path.endsWith("/")) {
            return false;
        }
        return !path.contains("//")
                && !path.contains("/./")
                && !path.contains("/../")
                && !path.endsWith("/.")
                && !path.endsWith("/..");
    }
}
