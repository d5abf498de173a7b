package io.bailiwick.files.codebase;

import java.nio.file.attribute.FileTime;

/**
 * One line of a version's index.
 *
 * @param name the bytes of the path within the tree
 * @param content a file's SHA-256 in hexadecimal, or the bytes of a link's text; else empty
 * @param stamp what the source's file was like; {@link SourceStamp#NONE} when nothing may be
 *     concluded from it
 */
record Entry(
        String name,
        TreeEntry.Kind kind,
        int mode,
        FileTime modified,
        long size,
        String content,
        SourceStamp stamp) {

    /** What a file's mode is on disk: never writable, always readable for the store itself. */
    static int storedMode(int mode) {
        return (mode & 0555) | 0400;
    }

    /** The bytes of the parent's path; empty for the root. */
    static String parent(String name) {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }
}
