package io.bailiwick.runtime.root;

import io.bailiwick.policy.FilesystemRules;
import io.bailiwick.runtime.root.HostDirectories.Kind;
import io.bailiwick.runtime.root.HostDirectories.Listing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds hidden names in a folder of a toolchain, as deep as the rules hide names there. */
final class ToolchainSearch {

    private final FilesystemRules rules;
    private final DirectoryNames directories;
    private final Set<Path> protectedPaths;
    private final List<String> hidden = new ArrayList<>();

    private ToolchainSearch(
            FilesystemRules rules, DirectoryNames directories, Set<Path> protectedPaths) {
        this.rules = rules;
        this.directories = directories;
        this.protectedPaths = protectedPaths;
    }

    /**
     * Hidden paths, relative to the tree.
     *
     * @param source the tree on the host
     * @param target where it will show, which is what the rules judge
     */
    static List<String> hidden(
            FilesystemRules rules,
            DirectoryNames directories,
            Path source,
            String target,
            Set<Path> protectedPaths) {
        ToolchainSearch search = new ToolchainSearch(rules, directories, protectedPaths);
        search.search(source, target, "", FilesystemRules.TOOLCHAIN_DEPTH);
        return search.hidden;
    }

    private void search(Path directory, String target, String prefix, int depth) {
        Listing listing = directories.list(directory);
        for (String name : listing.names()) {
            Kind kind = listing.kind(name);
            Path path = directory.resolve(name);
            String shown = target + "/" + name;
            if (protectedPaths.contains(path)
                    || rules.hides(shown, kind == Kind.DIRECTORY).isPresent()) {
                hidden.add(HiddenWalk.nameable(path, prefix + name));
            } else if (kind == Kind.DIRECTORY && depth > 1) {
                search(path, shown, prefix + name + "/", depth - 1);
            }
        }
    }
}
