package io.bailiwick.files.codebase;

import java.io.OutputStream;
import java.nio.file.Path;

/** Where a download goes to. */
public sealed interface DownloadTarget {

    /** A directory that does not exist, in one that does; or one that is empty. */
    record Directory(Path path) implements DownloadTarget {}

    /**
     * An uncompressed tar archive; the stream is flushed and not closed. Two downloads of a version
     * are the same bytes.
     */
    record Tar(OutputStream stream) implements DownloadTarget {}
}
