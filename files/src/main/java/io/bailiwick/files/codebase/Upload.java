package io.bailiwick.files.codebase;

import java.util.List;
import java.util.Map;

/**
 * What an upload did.
 *
 * @param version the new version
 * @param bytesMoved of contents that were written, because they are new or changed
 * @param filesReused files that are those of the version before
 * @param counts how many entries of the source each kind of notice concerns
 * @param notices the first {@value #MAX_NOTICES} of them
 */
public record Upload(
        CodebaseVersion version,
        long bytesMoved,
        long filesReused,
        Map<Notice.Kind, Long> counts,
        List<Notice> notices) {

    /** Enough for a person to see why; the counts are complete. */
    public static final int MAX_NOTICES = 1000;

    public Upload {
        counts = Map.copyOf(counts);
        notices = List.copyOf(notices);
    }

    /** How many entries were left out. */
    public long skipped() {
        return counts.entrySet().stream()
                .filter(count -> count.getKey() != Notice.Kind.CHANGED)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
