package io.bailiwick.linux.probe;

import java.nio.file.Path;

/**
 * A bubblewrap executable.
 *
 * @param setuid whether it runs as its owner
 */
public record Bubblewrap(Path path, int major, int minor, int patch, boolean setuid) {
    /** Whether this is that version or a later one. */
    public boolean isAtLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || (major == otherMajor && minor >= otherMinor);
    }

    /** The three numbers with dots. */
    public String version() {
        return major + "." + minor + "." + patch;
    }
}
