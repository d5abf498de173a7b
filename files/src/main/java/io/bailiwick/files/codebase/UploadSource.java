package io.bailiwick.files.codebase;

import java.io.InputStream;
import java.nio.file.Path;

/** Where an upload comes from. */
public sealed interface UploadSource {

    /**
     * A directory with everything beneath, except for what its ignore files leave out. The path
     * itself may lead through symbolic links; none within the tree is followed.
     *
     * @param ignoring whether {@code .gitignore} and {@code .sandboxignore} files are obeyed; they
     *     are part of the upload either way
     */
    record Directory(Path path, boolean ignoring) implements UploadSource {

        public Directory(Path path) {
            this(path, true);
        }
    }

    /** One regular file, which becomes a tree with this file in its root. */
    record SingleFile(Path path) implements UploadSource {}

    /**
     * A tar archive, plain or compressed with gzip, read to its end and not closed. Everything in
     * it is taken: whoever packed it has chosen already.
     */
    record Tar(InputStream stream) implements UploadSource {}
}
