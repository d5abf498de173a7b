package io.bailiwick.files.tar;

import java.nio.file.attribute.FileTime;

/**
 * What an archive says of one entry. Nothing in it has been judged: a name may lead anywhere.
 *
 * @param type what it is
 * @param name its bytes
 * @param linkName the bytes of the target, of a symbolic or hard link; else empty
 * @param mode permission bits with set-id and sticky bits, 0 to 07777
 * @param size bytes of content; 0 for all but files
 * @param modified its time of modification
 */
public record TarEntry(
        Type type, String name, String linkName, int mode, long size, FileTime modified) {

    /** The kinds of entry. */
    public enum Type {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK,
        HARD_LINK,
        /** A device, a FIFO, or what only its maker knows. */
        SPECIAL
    }
}
