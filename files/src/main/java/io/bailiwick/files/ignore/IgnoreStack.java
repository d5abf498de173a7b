package io.bailiwick.files.ignore;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ignore files that hold in a directory: its own and those of the directories above, up to the
 * root of the tree.
 *
 * <p>Any {@code .sandboxignore} decides before any {@code .gitignore}; among files of one kind the
 * deepest that has a matching rule decides, and in it the last such rule. As with git, nothing
 * below an ignored directory can be taken back: whoever walks does not enter it.
 *
 * <p>What is called {@code .git}, and what lies in it, is never subject to a {@code .gitignore},
 * else a rule {@code *} would take the repository away from a tree that has one. A directory that
 * is a repository of its own (a submodule) begins anew with the {@code .gitignore} files, as git
 * does when it works in it; the {@code .sandboxignore} files above keep their say.
 *
 * <p>Immutable. Paths are the bytes of {@link io.bailiwick.files.names.ByteName}, relative to the
 * root of the tree, without a slash at either end.
 */
public final class IgnoreStack {

    public static final String GITIGNORE = ".gitignore";
    public static final String SANDBOXIGNORE = ".sandboxignore";
    public static final String GIT = ".git";

    private static final IgnoreStack EMPTY = new IgnoreStack(null, null, false);

    private record Frame(@Nullable Frame above, IgnoreFile file) {}

    private final @Nullable Frame git;
    private final @Nullable Frame sandbox;
    private final boolean insideGit;

    private IgnoreStack(@Nullable Frame git, @Nullable Frame sandbox, boolean insideGit) {
        this.git = git;
        this.sandbox = sandbox;
        this.insideGit = insideGit;
    }

    /** No rules. */
    public static IgnoreStack empty() {
        return EMPTY;
    }

    /**
     * What holds in a directory beneath the one that this holds in.
     *
     * @param directory its path; empty for the root
     * @param gitignore the content of its {@code .gitignore}; empty when it has none
     * @param sandboxignore the content of its {@code .sandboxignore}; empty when it has none
     * @param repository whether it has a {@code .git}
     */
    public IgnoreStack enter(
            String directory, byte[] gitignore, byte[] sandboxignore, boolean repository) {
        boolean inGit = insideGit || directory.equals(GIT) || directory.endsWith("/" + GIT);
        Frame above = repository || inGit ? null : git;
        return new IgnoreStack(
                inGit ? null : add(above, directory, GITIGNORE, gitignore),
                add(sandbox, directory, SANDBOXIGNORE, sandboxignore),
                inGit);
    }

    private static @Nullable Frame add(
            @Nullable Frame above, String directory, String name, byte[] content) {
        if (content.length == 0) {
            return above;
        }
        IgnoreFile file = IgnoreFile.parse(directory, name, content);
        return file.isEmpty() ? above : new Frame(above, file);
    }

    /** The rule that decides about a path in this directory; empty when none speaks of it. */
    public Optional<IgnoreVerdict> decide(String path, boolean directory) {
        Optional<IgnoreVerdict> verdict = search(sandbox, path, directory);
        if (verdict.isPresent() || path.equals(GIT) || path.endsWith("/" + GIT)) {
            return verdict;
        }
        return search(git, path, directory);
    }

    private static Optional<IgnoreVerdict> search(
            @Nullable Frame deepest, String path, boolean directory) {
        for (Frame frame = deepest; frame != null; frame = frame.above()) {
            Optional<IgnoreVerdict> verdict = frame.file().decide(path, directory);
            if (verdict.isPresent()) {
                return verdict;
            }
        }
        return Optional.empty();
    }
}
