package io.bailiwick.runtime.root;

import io.bailiwick.policy.paths.Glob;
import io.bailiwick.runtime.root.HostDirectories.Kind;
import io.bailiwick.runtime.root.HostDirectories.Listing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names in directories of the host, each directory looked at once. Not thread-safe. */
final class DirectoryNames {

    private final HostDirectories directories;
    private final Map<Path, Listing> seen = new HashMap<>();

    DirectoryNames(HostDirectories directories) {
        this.directories = directories;
    }

    /** Without a look where a directory above is known not to hold it. */
    Listing list(Path directory) {
        Listing known = seen.get(directory);
        if (known == null) {
            known = exists(directory) ? directories.list(directory) : Listing.nothing(directory);
            seen.put(directory, known);
        }
        return known;
    }

    /** Whether there is anything of that path, be it a link to nowhere. */
    boolean exists(Path path) {
        Path parent = path.getParent();
        return parent == null || list(parent).holds(name(path));
    }

    /** What the path stands for, its last link not followed. */
    Kind kind(Path path) {
        Path parent = path.getParent();
        return parent == null ? Kind.DIRECTORY : list(parent).kind(name(path));
    }

    /** The paths whose last name matches that of the pattern; in no directory but its parent. */
    List<String> matching(Path pattern) {
        Path parent = pattern.getParent();
        List<String> found = new ArrayList<>();
        if (parent != null) {
            String last = name(pattern);
            for (String name : list(parent).names()) {
                if (Glob.matchesName(last, name)) {
                    found.add(parent.resolve(name).toString());
                }
            }
        }
        return found;
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
