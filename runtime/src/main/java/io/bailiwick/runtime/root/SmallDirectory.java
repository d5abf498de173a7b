package io.bailiwick.runtime.root;

import io.bailiwick.policy.FilesystemRules;
import io.bailiwick.runtime.root.HostDirectories.Kind;
import io.bailiwick.runtime.root.HostDirectories.Listing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A directory of a handful of small files, which costs less to copy than to mount. */
final class SmallDirectory {

    private static final int MAX_ENTRIES = 24;
    private static final int MAX_BYTES = 64 << 10;

    private final FilesystemRules rules;
    private final DirectoryNames directories;
    private final List<Operation> copies = new ArrayList<>();

    private SmallDirectory(FilesystemRules rules, DirectoryNames directories) {
        this.rules = rules;
        this.directories = directories;
    }

    /**
     * The steps that copy it.
     *
     * @param path where it will show
     * @return empty when the directory is larger, or holds something hidden or unusual
     * @throws IOException when it cannot be read
     */
    static Optional<List<Operation>> copy(
            FilesystemRules rules, DirectoryNames directories, String path, Path source)
            throws IOException {
        SmallDirectory directory = new SmallDirectory(rules, directories);
        return directory.add(path, source) ? Optional.of(directory.copies) : Optional.empty();
    }

    private boolean add(String path, Path source) throws IOException {
        Listing listing = directories.list(source);
        copies.add(new Operation.Directory(path, 0755));
        if (copies.size() + listing.names().size() > MAX_ENTRIES) {
            return false;
        }
        for (String name : listing.names()) {
            if (!addEntry(path + "/" + name, source.resolve(name), listing.kind(name))) {
                return false;
            }
        }
        return copies.size() <= MAX_ENTRIES;
    }

    private boolean addEntry(String target, Path entry, Kind kind) throws IOException {
        if (rules.hides(target, kind == Kind.DIRECTORY).isPresent()) {
            return false;
        }
        return switch (kind) {
            case DIRECTORY -> add(target, entry);
            case LINK -> {
                copies.add(new Operation.Link(target, Files.readSymbolicLink(entry).toString()));
                yield true;
            }
            case FILE -> {
                copies.add(new Operation.Copy(target, entry));
                yield Files.size(entry) <= MAX_BYTES;
            }
            case OTHER, NOTHING -> false;
        };
    }
}
