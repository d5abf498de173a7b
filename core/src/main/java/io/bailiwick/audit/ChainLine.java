package io.bailiwick.audit;

import java.nio.file.Path;

/**
 * A line of a chain and where it stands.
 *
 * @param line from 1; 0 for a file that is missing
 * @param isGap whether this stands for a file that is missing
 */
record ChainLine(Path file, long line, RecordLine record, boolean isGap) {

    static ChainLine gap(Path file) {
        return new ChainLine(file, 0, new RecordLine.Malformed("the file is missing"), true);
    }
}
