package io.bailiwick.files.codebase;

/**
 * An entry of the source that is not, or not exactly, in the version.
 *
 * @param path within the tree, printable
 * @param kind what became of it
 * @param detail the deciding rule as {@code file:line: rule}, or what is special
 */
public record Notice(String path, Kind kind, String detail) {

    /** What became of an entry. */
    public enum Kind {
        /** Left out, with everything beneath, by an ignore rule. */
        IGNORED,
        /** Left out: a device, a FIFO or a socket. */
        SPECIAL,
        /** Left out: the caller may not read it. */
        UNREADABLE,
        /** Left out: it was gone, or something else, when it was to be read. */
        VANISHED,
        /** Left out: the store's own directory. */
        STORE,
        /** Taken as it was last read, although it changed during every attempt. */
        CHANGED
    }
}
