package io.bailiwick.runtime;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much disk private files take. */
final class DiskUse {

    private static final int BLOCK = 512;

    private DiskUse() {}

    /**
     * Bytes allocated beneath directories; links are not followed, what vanishes counts nothing.
     */
    static long of(List<Path> directories) throws IOException {
        Sum sum = new Sum();
        for (Path directory : directories) {
            Files.walkFileTree(directory, sum);
        }
        return sum.bytes;
    }

    /** Bytes used of the file system behind a sandbox's /tmp. */
    static long scratch(long initPid) throws IOException {
        FileStore store =
                Files.getFileStore(Path.of("/proc", Long.toString(initPid), "root", "tmp"));
        return store.getTotalSpace() - store.getUnallocatedSpace();
    }

    private static final class Sum extends SimpleFileVisitor<Path> {
        private long bytes;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes += allocated(attributes);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
            return FileVisitResult.CONTINUE;
        }

        /**
         * Java does not tell st_blocks; a sparse file is counted by its length, the stricter way.
         */
        private static long allocated(BasicFileAttributes attributes) {
            return Math.ceilDiv(attributes.size(), BLOCK) * BLOCK;
        }
    }
}
