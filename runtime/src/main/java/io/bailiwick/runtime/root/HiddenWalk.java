package io.bailiwick.runtime.root;

import io.bailiwick.CapabilityRefusedException;
import io.bailiwick.RefusalReason;
import io.bailiwick.policy.FilesystemRules;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds what must not show in a tree of the host: hidden names, our own directories, and where it
 * is written through, sockets. Links are not followed; what is hidden is not entered.
 */
final class HiddenWalk extends SimpleFileVisitor<Path> {

    /** Entries that are looked at; a larger tree is refused rather than half searched. */
    static final int MAX_ENTRIES = 5_000_000;

    /** Whiteouts of one tree; the launcher's limit. */
    static final int MAX_FOUND = 65_536;

    private final FilesystemRules rules;
    private final Path source;
    private final String target;
    private final Set<Path> protectedPaths;
    private final List<String> hidden = new ArrayList<>();
    private final List<String> sockets = new ArrayList<>();
    private final List<String> unsearchable = new ArrayList<>();
    private int entries;

    private HiddenWalk(
            FilesystemRules rules, Path source, String target, Set<Path> protectedPaths) {
        this.rules = rules;
        this.source = source;
        this.target = target;
        this.protectedPaths = protectedPaths;
    }

    /**
     * A tree that was declared, or that is the host's.
     *
     * @param source the tree on the host
     * @param target where it will show, which is what the rules judge
     */
    static HiddenWalk of(
            FilesystemRules rules, Path source, String target, Set<Path> protectedPaths) {
        return new HiddenWalk(rules, source, target, protectedPaths);
    }

    /**
     * @throws IOException when the tree has too many entries
     */
    void walk() throws IOException {
        Files.walkFileTree(source, this);
    }

    /** Hidden paths, relative to the tree. */
    List<String> hidden() {
        return hidden;
    }

    /** Directories that cannot be listed and could hold anything, relative to the tree. */
    List<String> unsearchable() {
        return unsearchable;
    }

    /** Sockets, relative to the tree. */
    List<String> sockets() {
        return sockets;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
            throws IOException {
        if (directory.equals(source)) {
            return FileVisitResult.CONTINUE;
        }
        return visit(directory, true) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (!visit(file, false) && attributes.isOther() && isSocket(file)) {
            sockets.add(source.relativize(file).toString());
        }
        return FileVisitResult.CONTINUE;
    }

    /**
     * A directory that cannot be listed is judged by its name, and where the agent could make it
     * readable or open names in it unseen, it counts as hiding something.
     */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        boolean directory = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
        if (!visit(file, directory) && directory && reachable(file)) {
            unsearchable.add(nameable(file, source.relativize(file).toString()));
        }
        return FileVisitResult.CONTINUE;
    }

    private static boolean reachable(Path directory) throws IOException {
        return Files.isExecutable(directory)
                || Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS)
                        .equals(Files.getOwner(Path.of("/proc/self")));
    }

    @Override
    public FileVisitResult postVisitDirectory(
            Path directory, @org.jspecify.annotations.Nullable IOException e) throws IOException {
        if (e != null) {
            throw e;
        }
        return FileVisitResult.CONTINUE;
    }

    private boolean visit(Path path, boolean directory) throws IOException {
        entries++;
        if (entries > MAX_ENTRIES) {
            throw new IOException(source + " has more than " + MAX_ENTRIES + " entries");
        }
        String relative = source.relativize(path).toString();
        boolean hide =
                protectedPaths.contains(path)
                        || rules.hides(target + "/" + relative, directory).isPresent();
        if (hide) {
            hidden.add(nameable(path, relative));
            if (hidden.size() > MAX_FOUND) {
                throw new IOException(source + " has more than " + MAX_FOUND + " hidden entries");
            }
        }
        return hide;
    }

    /**
     * The launcher has to be told the name, and the host's is not text: decoding has replaced some
     * of its bytes.
     *
     * @throws CapabilityRefusedException when the name cannot be told
     */
    static String nameable(Path path, String relative) {
        if (relative.indexOf('\uFFFD') < 0) {
            return relative;
        }
        throw new CapabilityRefusedException(
                List.of(
                        new RefusalReason(
                                "filesystem_config",
                                path
                                        + " has to be hidden, and its name is not text in the"
                                        + " locale's charset",
                                "rename or remove it, or use a UTF-8 locale (LC_ALL=C.UTF-8)")));
    }

    private static boolean isSocket(Path file) {
        try {
            int mode =
                    (Integer)
                            Files.getAttribute(
                                    file, "unix:mode", java.nio.file.LinkOption.NOFOLLOW_LINKS);
            return (mode & 0170000) == 0140000;
        } catch (IOException e) {
            return false;
        }
    }
}
