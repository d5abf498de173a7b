package io.bailiwick.runtime.root;

import io.bailiwick.policy.FilesystemRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A directory of a handful of small files, which costs less to copy than to mount. */
final class SmallDirectory {

    private static final int MAX_ENTRIES = 24;
    private static final int MAX_BYTES = 64 << 10;

    private final FilesystemRules rules;
    private final List<Operation> copies = new ArrayList<>();

    private SmallDirectory(FilesystemRules rules) {
        this.rules = rules;
    }

    /**
     * The steps that copy it.
     *
     * @param path where it will show
     * @return empty when the directory is larger, or holds something hidden or unusual
     * @throws IOException when it cannot be read
     */
    static Optional<List<Operation>> copy(FilesystemRules rules, String path, Path source)
            throws IOException {
        SmallDirectory directory = new SmallDirectory(rules);
        return directory.add(path, source) ? Optional.of(directory.copies) : Optional.empty();
    }

    private boolean add(String path, Path source) throws IOException {
        String[] names = source.toFile().list();
        if (names == null) {
            throw new IOException("cannot list " + source);
        }
        copies.add(new Operation.Directory(path, 0755));
        if (copies.size() + names.length > MAX_ENTRIES) {
            return false;
        }
        for (String name : names) {
            if (!addEntry(path + "/" + name, source.resolve(name))) {
                return false;
            }
        }
        return copies.size() <= MAX_ENTRIES;
    }

    private boolean addEntry(String target, Path entry) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (rules.hides(target, attributes.isDirectory()).isPresent()) {
            return false;
        }
        if (attributes.isDirectory()) {
            return add(target, entry);
        }
        if (attributes.isSymbolicLink()) {
            copies.add(new Operation.Link(target, Files.readSymbolicLink(entry).toString()));
            return true;
        }
        copies.add(new Operation.Copy(target, entry));
        return attributes.isRegularFile() && attributes.size() <= MAX_BYTES;
    }
}
