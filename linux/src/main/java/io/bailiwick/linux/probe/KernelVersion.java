package io.bailiwick.linux.probe;

/**
 * A kernel release, ordered by its numbers.
 *
 * @param release the whole text, e.g. {@code 6.8.0-45-generic}
 */
public record KernelVersion(int major, int minor, int patch, String release)
        implements Comparable<KernelVersion> {
    /**
     * Parses a release. Missing or unreadable parts count as 0, because vendors append what they
     * like.
     */
    public static KernelVersion parse(String release) {
        int[] parts = new int[3];
        int at = 0;
        for (int i = 0; i < parts.length; i++) {
            int start = at;
            while (at < release.length()
                    && at - start < 6
                    && release.charAt(at) >= '0'
                    && release.charAt(at) <= '9') {
                parts[i] = parts[i] * 10 + release.charAt(at) - '0';
                at++;
            }
            if (at == start || at >= release.length() || release.charAt(at) != '.') {
                break;
            }
            at++;
        }
        return new KernelVersion(parts[0], parts[1], parts[2], release);
    }

    /** Whether this is that version or a later one. */
    public boolean isAtLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || (major == otherMajor && minor >= otherMinor);
    }

    @Override
    public int compareTo(KernelVersion other) {
        int order = Integer.compare(major, other.major);
        if (order == 0) {
            order = Integer.compare(minor, other.minor);
        }
        return order == 0 ? Integer.compare(patch, other.patch) : order;
    }
}
