package io.bailiwick.runtime.root;

import io.bailiwick.policy.Access;
import io.bailiwick.policy.FilesystemRule;
import io.bailiwick.policy.FilesystemRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** What makes a declared path one that cannot be given as declared. */
final class DeclaredPaths {

    private DeclaredPaths() {}

    static boolean beneath(String path, String tree) {
        return path.length() > tree.length() + 1
                && path.startsWith(tree)
                && path.charAt(tree.length()) == '/';
    }

    /**
     * Whether the agent could rename a directory between a writable tree and a path in it that has
     * other rules. A mount point itself cannot be renamed, what lies above it can.
     */
    static boolean movable(FilesystemRules rules, String path) {
        for (FilesystemRule rule : rules.rules()) {
            if (rule.access() == Access.WRITE
                    && beneath(path, rule.path())
                    && path.indexOf('/', rule.path().length() + 1) >= 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a link in the path could be an agent's work. Links of the system belong to root; what
     * an agent of root's writes through belongs to root as well, so that root's own are not told
     * apart and none is followed.
     *
     * @param privileged whether the caller is root
     */
    static boolean followsForeignLink(Path path, boolean privileged) throws IOException {
        Path at = path.getRoot();
        for (Path name : path) {
            at = at.resolve(name);
            if (Files.isSymbolicLink(at)
                    && (privileged
                            || !Files.getAttribute(at, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                                    .equals(0))) {
                return true;
            }
        }
        return false;
    }
}
