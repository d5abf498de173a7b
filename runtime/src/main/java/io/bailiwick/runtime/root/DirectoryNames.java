package io.bailiwick.runtime.root;

import io.bailiwick.policy.paths.Glob;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Names in directories of the host, each directory read once. Not thread-safe. */
final class DirectoryNames {

    private final Map<Path, Set<String>> read = new HashMap<>();

    /** Whether there is anything of that path, be it a link to nowhere. */
    boolean exists(Path path) {
        Path parent = path.getParent();
        return parent == null || names(parent).contains(String.valueOf(path.getFileName()));
    }

    /** The paths whose last name matches that of the pattern; in no directory but its parent. */
    List<String> matching(Path pattern) {
        Path parent = pattern.getParent();
        List<String> found = new ArrayList<>();
        if (parent != null) {
            String last = String.valueOf(pattern.getFileName());
            for (String name : names(parent)) {
                if (Glob.matchesName(last, name)) {
                    found.add(parent.resolve(name).toString());
                }
            }
        }
        return found;
    }

    /** Empty where there is no such directory, or none that may be read. */
    private Set<String> names(Path directory) {
        return read.computeIfAbsent(
                directory,
                path -> {
                    String[] names = new File(path.toString()).list();
                    return names == null ? Set.of() : new LinkedHashSet<>(Arrays.asList(names));
                });
    }
}
