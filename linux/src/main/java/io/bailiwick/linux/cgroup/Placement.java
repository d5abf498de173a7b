package io.bailiwick.linux.cgroup;

import java.nio.file.Path;

/** Whether and where groups with one controller can be made. */
public sealed interface Placement {
    /**
     * Groups can be made.
     *
     * @param version 1 or 2, the hierarchy's
     * @param parent an existing directory; ours are made in {@code parent/bailiwick}
     */
    record Usable(int version, Path parent) implements Placement {
        public Usable {
            if (version != 1 && version != 2) {
                throw new IllegalArgumentException("cgroup version must be 1 or 2: " + version);
            }
        }
    }

    /**
     * No group can be made.
     *
     * @param reason what stands in the way, a sentence without a full stop
     * @param remedy what the person can do about it
     */
    record Unusable(String reason, String remedy) implements Placement {}
}
