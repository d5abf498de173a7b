package io.bailiwick.audit;

import java.nio.file.Path;

/**
 * Something in an audit that its writers did not leave like that.
 *
 * @param file the file that shows it
 * @param line the line in it, from 1; 0 when it is the file as a whole
 * @param message what is wrong, for a person
 */
public record AuditProblem(Kind kind, Path file, long line, String message) {

    /** What was done to the audit. */
    public enum Kind {
        /** A record's content is not what was hashed. */
        EDITED,
        /** A line is no record. */
        MALFORMED,
        /** A record does not belong where it stands and is in no place of its own. */
        INSERTED,
        /** A record stands elsewhere in the chain. */
        REORDERED,
        /** Records between two others are missing. */
        REMOVED,
        /** Records at the end are missing. */
        CUT_TAIL,
        /** A file is missing. */
        LOST_FILE,
        /** A chain is consistent in itself and is not the one that the head belongs to. */
        REWRITTEN,
        /** A head is missing or cannot be read, so that the end of its chain is not known. */
        LOST_HEAD
    }

    /** {@code file:line: message}. */
    @Override
    public String toString() {
        return line == 0 ? file + ": " + message : file + ":" + line + ": " + message;
    }
}
