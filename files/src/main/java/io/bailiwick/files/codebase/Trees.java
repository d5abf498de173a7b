package io.bailiwick.files.codebase;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What is done to whole trees, and waiting for the disk. */
final class Trees {

    /** Concurrent fsyncs share the journal's commits; beyond this many nothing is gained. */
    private static final int SYNCERS = 16;

    private Trees() {}

    /** Opens a directory by a path that the caller trusts: links in it are followed. */
    @SuppressWarnings("StreamResourceLeak") // The caller closes it.
    static SecureDirectoryStream<Path> open(Path directory) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(directory);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("this file system cannot be walked by descriptor: " + directory);
    }

    static BasicFileAttributes attributes(SecureDirectoryStream<Path> directory, Path name)
            throws IOException {
        return directory
                .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    /**
     * Deletes a tree of ours, by descriptor and without following links. What another process
     * deletes at the same time is left to it.
     */
    static void delete(Path tree) throws IOException {
        Path parent = tree.getParent();
        if (parent == null) {
            throw new IOException("not a tree that can be deleted: " + tree);
        }
        try (SecureDirectoryStream<Path> directory = open(parent)) {
            delete(directory, tree.getFileName());
        }
    }

    static void delete(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        try {
            if (!attributes(parent, name).isDirectory()) {
                parent.deleteFile(name);
                return;
            }
            try (SecureDirectoryStream<Path> content =
                    parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                for (Path entry : content) {
                    delete(content, entry.getFileName());
                }
            }
            parent.deleteDirectory(name);
        } catch (NoSuchFileException e) {
            // Gone is what was wanted.
        }
    }

    /** Waits until a file, or the names in a directory, are on disk. */
    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static void sync(List<Path> paths) throws IOException {
        try (ExecutorService executor = Executors.newFixedThreadPool(SYNCERS, Trees::syncer)) {
            List<Future<?>> parts = new ArrayList<>();
            for (int part = 0; part < SYNCERS; part++) {
                int first = part;
                parts.add(
                        executor.submit(() -> {
                            for (int i = first; i < paths.size(); i += SYNCERS) {
                                sync(paths.get(i));
                            }
                            return null;
                        }));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("cannot make the upload durable: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
    }

    private static Thread syncer(Runnable work) {
        return Thread.ofPlatform().name("bailiwick-sync").daemon().unstarted(work);
    }
}
