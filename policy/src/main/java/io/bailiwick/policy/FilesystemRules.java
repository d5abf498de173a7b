package io.bailiwick.policy;

import io.bailiwick.policy.paths.Glob;
import io.bailiwick.policy.paths.HiddenNames;
import io.bailiwick.policy.paths.LexicalPath;
import io.bailiwick.policy.paths.SystemTrees;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules that a sandbox's file system is built from, and the answers that follow from them.
 *
 * <p>The longest path that contains the one asked for decides. Two things cut into it:
 *
 * <ul>
 *   <li>An entry whose name is in {@link HiddenNames}, or that a pattern of {@code hidden_paths}
 *       matches, does not exist, nor does what is beneath it, in every tree of the host that was
 *       declared or came with {@code root: host}. A declared path that names the entry itself or
 *       something beneath it opens that again. In the folders of toolchains, names of credentials
 *       are hidden down to {@link #TOOLCHAIN_DEPTH}.
 *   <li>A directory above an opened path exists and lists what is opened; it gives nothing else.
 * </ul>
 *
 * <p>Paths are judged by their letters. Whoever enforces the rules on a live tree resolves links
 * itself. A look-up takes one hash per segment, whatever the number of rules without patterns.
 * Immutable.
 */
public final class FilesystemRules {
    /**
     * How deep the folders of toolchains are searched for names of credentials: whole, they have
     * hundreds of thousands of entries. {@code *.pem} is not hidden there, since it is the list of
     * certificate authorities.
     */
    public static final int TOOLCHAIN_DEPTH = 2;

    private final List<FilesystemRule> rules;
    private final Map<String, FilesystemRule> byPath;
    private final Map<String, List<FilesystemRule>> patternsByParent;
    private final List<HiddenPattern> hidden;
    private final Set<String> above;
    private final String workingDirectory;
    private final String home;

    private record HiddenPattern(Glob glob, FilesystemRule rule) {}

    FilesystemRules(List<FilesystemRule> rules, String workingDirectory, String home) {
        this.rules = List.copyOf(rules);
        this.workingDirectory = workingDirectory;
        this.home = home;
        byPath = HashMap.newHashMap(rules.size());
        patternsByParent = new HashMap<>();
        List<HiddenPattern> patterns = new ArrayList<>();
        above = new HashSet<>();
        for (FilesystemRule rule : rules) {
            if (!rule.isPattern()) {
                byPath.put(rule.path(), rule);
            } else if (rule.access() == Access.NONE) {
                patterns.add(new HiddenPattern(Glob.of(rule.path()), rule));
            } else {
                patternsByParent
                        .computeIfAbsent(LexicalPath.parent(rule.path()), _ -> new ArrayList<>())
                        .add(rule);
            }
            if (rule.access() != Access.NONE) {
                addAncestors(rule.path());
            }
        }
        hidden = List.copyOf(patterns);
    }

    /**
     * Derives the rules.
     *
     * @param workingDirectory where the command runs; absolute
     * @param home the caller's home directory; absolute
     * @throws IllegalArgumentException when a directory is not absolute
     */
    public static FilesystemRules compile(
            FilesystemConfig config, Path workingDirectory, Path home) {
        return RuleCompiler.compile(config, workingDirectory.toString(), home.toString());
    }

    /** The rules, a directory before what is beneath it, and patterns last. */
    public List<FilesystemRule> rules() {
        return rules;
    }

    /**
     * What holds for an operation.
     *
     * @param path absolute, or from {@code ~/}, or from the working directory
     * @return a denial also for a path that holds a NUL character
     */
    public Decision decide(String path, FileOperation operation) {
        String asked;
        try {
            asked = resolve(path);
        } catch (IllegalArgumentException e) {
            return new Decision.Deny(Optional.empty(), "a path must not hold a NUL character");
        }
        Optional<FilesystemRule> base = baseOf(asked);
        if (base.isEmpty()) {
            return outside(asked, operation);
        }
        FilesystemRule rule = base.get();
        if (rule.access() == Access.NONE) {
            return isAbove(asked) ? above(asked, operation) : hiddenBy(rule);
        }
        Optional<FilesystemRule> hiding = hiding(asked, rule);
        if (hiding.isPresent()) {
            return isAbove(asked) ? above(asked, operation) : hiddenBy(hiding.get());
        }
        if (rule.access().allows(operation) || isWritableDevice(asked, rule)) {
            return new Decision.Allow(rule);
        }
        return new Decision.Deny(
                base, "'" + rule.path() + "' can only be read (" + rule.origin() + ")");
    }

    /**
     * The rule that hides an entry of a tree, judged by the entry alone: a walk that leaves out
     * what is hidden never asks about what is beneath. Directories that lead to a declared path are
     * hidden too; what was declared is opened by its own rule.
     *
     * @param path a normal absolute path
     * @param directory whether the entry is a directory
     */
    public Optional<FilesystemRule> hides(String path, boolean directory) {
        FilesystemRule own = byPath.get(path);
        if (own != null) {
            return own.access() == Access.NONE ? Optional.of(own) : Optional.empty();
        }
        return baseOf(path).flatMap(base -> hidesEntry(base, path, directory));
    }

    /** The rule that would hide a declared path, were it not declared. */
    Optional<FilesystemRule> hiddenAbove(String path) {
        String at = path;
        while (!at.equals("/")) {
            FilesystemRule rule = byPath.get(at);
            if (rule != null && rule.access() == Access.NONE) {
                return Optional.of(rule);
            }
            Optional<FilesystemRule> hiding = hidesEntry(at, true);
            if (hiding.isEmpty() && at.equals(path)) {
                hiding = hidesEntry(at, false);
            }
            if (hiding.isPresent()) {
                return hiding;
            }
            at = LexicalPath.parent(at);
        }
        return Optional.empty();
    }

    /** A path as the rules see it: absolute and normal. */
    public String resolve(String path) {
        return LexicalPath.resolve(path, workingDirectory, home);
    }

    /** The rule with the longest path that contains a normal path. */
    public Optional<FilesystemRule> baseOf(String path) {
        String at = path;
        while (true) {
            FilesystemRule rule = byPath.get(at);
            if (rule != null || at.equals("/")) {
                return Optional.ofNullable(rule);
            }
            String parent = LexicalPath.parent(at);
            List<FilesystemRule> patterns = patternsByParent.get(parent);
            if (patterns != null) {
                String name = LexicalPath.name(at);
                for (FilesystemRule pattern : patterns) {
                    if (Glob.matchesName(LexicalPath.name(pattern.path()), name)) {
                        return Optional.of(pattern);
                    }
                }
            }
            at = parent;
        }
    }

    /** The rule that hides a path or a directory between the path and its base. */
    private Optional<FilesystemRule> hiding(String path, FilesystemRule base) {
        int from = base.path().equals("/") ? 0 : base.path().length();
        int at = from;
        while (at < path.length()) {
            int end = path.indexOf('/', at + 1);
            at = end < 0 ? path.length() : end;
            String entry = path.substring(0, at);
            Optional<FilesystemRule> rule = hidesEntry(base, entry, true);
            if (rule.isEmpty() && at == path.length()) {
                rule = hidesEntry(base, entry, false);
            }
            if (rule.isPresent()) {
                return rule;
            }
        }
        return Optional.empty();
    }

    private Optional<FilesystemRule> hidesEntry(
            FilesystemRule base, String path, boolean directory) {
        if (base.hidesNames()) {
            return hidesEntry(path, directory);
        }
        return base.hidesNamesNearItsTop(path) && !path.endsWith(".pem")
                ? hidesName(path, directory)
                : Optional.empty();
    }

    private Optional<FilesystemRule> hidesEntry(String path, boolean directory) {
        for (HiddenPattern pattern : hidden) {
            if (pattern.glob().matches(path)) {
                return Optional.of(pattern.rule());
            }
        }
        return hidesName(path, directory);
    }

    private static Optional<FilesystemRule> hidesName(String path, boolean directory) {
        return HiddenNames.match(path, directory)
                .map(name ->
                        new FilesystemRule(
                                "**/" + name, Access.NONE, FilesystemRule.HIDDEN_BY_DEFAULT));
    }

    private Decision outside(String path, FileOperation operation) {
        if (isAbove(path)) {
            return above(path, operation);
        }
        return new Decision.Deny(
                Optional.empty(), "no rule opens it: it does not exist in the sandbox");
    }

    private static Decision above(String path, FileOperation operation) {
        FilesystemRule rule = new FilesystemRule(path, Access.READ, FilesystemRule.ABOVE);
        return operation == FileOperation.READ
                ? new Decision.Allow(rule)
                : new Decision.Deny(
                        Optional.of(rule),
                        "'" + path + "' only leads to what is opened beneath it");
    }

    private static Decision hiddenBy(FilesystemRule rule) {
        return new Decision.Deny(
                Optional.of(rule), "hidden by '" + rule.path() + "' (" + rule.origin() + ")");
    }

    private static boolean isWritableDevice(String path, FilesystemRule rule) {
        return rule.path().equals("/dev") && SystemTrees.devices().contains(path);
    }

    private boolean isAbove(String path) {
        return above.contains(path);
    }

    private void addAncestors(String path) {
        String at = path;
        while (!at.equals("/")) {
            at = LexicalPath.parent(at);
            above.add(at);
        }
    }
}
