package io.bailiwick.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who runs the tests. */
public final class Caller {

    private static final boolean ROOT = isRoot();

    private Caller() {}

    /** Whether it is the host's root, whose sandboxes have a host id of their own. */
    public static boolean root() {
        return ROOT;
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
