package io.bailiwick.files.codebase;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/**
 * One entry of a version.
 *
 * @param path relative to the root; holds names of any bytes
 * @param kind what it is
 * @param mode permission bits as in the source, 0 to 0777; on disk, files lack the write bits
 * @param modified its time of modification
 * @param size of a file
 * @param hash of a file's content: SHA-256 in hexadecimal; else empty
 * @param target of a symbolic link; else the empty path
 */
public record TreeEntry(
        Path path, Kind kind, int mode, FileTime modified, long size, String hash, Path target) {

    /** The kinds of entry that a version has. */
    public enum Kind {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK
    }
}
