package io.bailiwick.files.codebase;

/**
 * Hears how far an upload or a download is. It is called by the thread that does the work, before
 * each entry and after each piece of a large file, so it should return at once. What it throws ends
 * the work, and nothing is stored.
 */
@FunctionalInterface
public interface Progress {

    /** Hears nothing. */
    Progress NONE = (files, bytes, current) -> {};

    /**
     * @param files files, directories and links so far
     * @param bytes of the files' contents so far, whether they had to be moved or not
     * @param current the path of what is being worked on, printable; empty at the end, while the
     *     disk is waited for
     */
    void advanced(long files, long bytes, String current);
}
