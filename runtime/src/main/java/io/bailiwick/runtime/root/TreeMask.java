package io.bailiwick.runtime.root;

import io.bailiwick.policy.Access;
import io.bailiwick.policy.FilesystemRule;
import io.bailiwick.policy.FilesystemRules;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The mask over a tree of the host: whiteouts for what is hidden, directories to mount on. */
final class TreeMask {

    private final FilesystemRules rules;
    private final Set<Path> protectedPaths;

    /**
     * @param protectedPaths host paths that no sandbox may see
     */
    TreeMask(FilesystemRules rules, Set<Path> protectedPaths) {
        this.rules = rules;
        this.protectedPaths = protectedPaths;
    }

    /**
     * Relative paths, without those that others repeat.
     *
     * @param path where the tree will show
     * @param searched what a search of the tree has found
     */
    List<String> of(String path, Path source, List<String> searched) {
        List<String> all = new ArrayList<>(searched);
        for (FilesystemRule rule : rules.rules()) {
            if (!rule.isPattern() && DeclaredPaths.beneath(rule.path(), path)) {
                String relative = rule.path().substring(path.length() + 1);
                if (rule.access() == Access.NONE) {
                    hide(rule, path, source, relative, all);
                } else {
                    mountPoint(rule, source, relative, all);
                }
            }
        }
        for (Path ours : protectedPaths) {
            if (ours.startsWith(source) && !ours.equals(source)) {
                all.add(source.relativize(ours).toString());
            }
        }
        return all.stream().distinct().toList();
    }

    /** Also what does not exist yet, so that it stays hidden when the host makes it. */
    private void hide(
            FilesystemRule rule, String path, Path source, String relative, List<String> all) {
        Path parent = source.resolve(relative).getParent();
        if (parent != null && Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
            all.add(relative);
        } else if (rule.isDeclared()) {
            topmostMissing(path, source, relative).ifPresent(all::add);
        }
    }

    /**
     * The first directory on the way to a path that does not exist: a whiteout needs a place, and
     * what is not there hides nothing else. Nothing where something else is declared beneath.
     */
    private Optional<String> topmostMissing(String path, Path source, String relative) {
        Path at = source;
        for (Path name : Path.of(relative)) {
            at = at.resolve(name);
            if (!Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
                String missing = source.relativize(at).toString();
                return leadsElsewhere(path + "/" + missing)
                        ? Optional.empty()
                        : Optional.of(missing);
            }
        }
        return Optional.empty();
    }

    private boolean leadsElsewhere(String path) {
        return rules.rules().stream()
                .anyMatch(rule ->
                        rule.access() != Access.NONE && DeclaredPaths.beneath(rule.path(), path));
    }

    /**
     * A directory that something else of the root is mounted on and that the tree does not have. A
     * name with a slash at its end asks the launcher for a directory in the mask.
     */
    private static void mountPoint(
            FilesystemRule rule, Path source, String relative, List<String> all) {
        boolean directory =
                rule.access() == Access.SCRATCH || Files.isDirectory(Path.of(rule.path()));
        if (directory && !Files.isDirectory(source.resolve(relative))) {
            all.add(relative + "/");
        }
    }
}
