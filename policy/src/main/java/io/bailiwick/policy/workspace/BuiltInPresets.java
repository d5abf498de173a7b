package io.bailiwick.policy.workspace;

import io.bailiwick.policy.paths.HiddenNames;
import io.bailiwick.policy.paths.ShellFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The presets that are built in. Every choice is explained in {@code docs/workspace-presets.md}.
 * Priorities: 0 the whole tree, 10 what {@code agent-safe} can write, 50 what the host would
 * execute, 98 to 100 secrets, see {@link #hidden}.
 */
final class BuiltInPresets {
    private static final int WHOLE = 0;
    private static final int WRITABLE = 10;
    private static final int PROTECTED = 50;
    private static final int NAMES_WITH_EXCEPTIONS = 98;
    private static final int EXCEPTIONS = 99;
    private static final int HIDDEN = 100;

    /** The directories of the workspace that {@code agent-safe} can write. */
    private static final List<String> WRITABLE_DIRECTORIES = List.of("/output", "/tmp");

    /** Names of secrets that have exceptions; of the one list of {@link HiddenNames}. */
    private static final Set<String> WITH_EXCEPTIONS = Set.of(".env*", "*.pem");

    /** Environment files without values, which tell what has to be set. */
    private static final List<String> TEMPLATES =
            List.of(".env.example", ".env.sample", ".env.template", ".env.dist");

    /** Names that are words too, and directories of source code; only hidden as below. */
    private static final Set<String> WORDS = Set.of("credentials");

    private BuiltInPresets() {}

    static List<Preset> all() {
        return List.of(
                new Preset("view-only", List.of(whole(Permission.VIEW))),
                new Preset("read-only", List.of(whole(Permission.READ))),
                new Preset("full-access", List.of(whole(Permission.WRITE))),
                agentSafe(),
                development());
    }

    private static PermissionRule whole(Permission permission) {
        return PermissionRule.glob("**", permission).at(WHOLE);
    }

    private static Preset agentSafe() {
        List<PermissionRule> rules = new ArrayList<>();
        rules.add(whole(Permission.READ));
        for (String directory : WRITABLE_DIRECTORIES) {
            rules.add(PermissionRule.glob(directory + "/**", Permission.WRITE).at(WRITABLE));
        }
        hide(rules, List.of("secrets/**", ".git/**", "credentials*"), Permission.READ);
        for (String name : exceptions()) {
            for (String directory : WRITABLE_DIRECTORIES) {
                rules.add(
                        PermissionRule.glob("(?i)" + directory + "/**/" + name, Permission.WRITE)
                                .at(EXCEPTIONS));
            }
        }
        protect(rules, HostExecuted.EVERYWHERE);
        protect(rules, ShellFiles.NAMES);
        return new Preset("agent-safe", rules);
    }

    private static Preset development() {
        List<PermissionRule> rules = new ArrayList<>();
        rules.add(whole(Permission.WRITE));
        hide(rules, List.of("secrets/**", ".*/credentials"), Permission.WRITE);
        protect(rules, HostExecuted.EVERYWHERE);
        protect(rules, ShellFiles.NAMES);
        protect(rules, HostExecuted.OF_GIT);
        return new Preset("development", rules);
    }

    /**
     * Secrets, in three steps. A name that has exceptions comes first, then the exceptions, then
     * all other names; what lies beneath the first ones is hidden once more, above the exceptions,
     * so that no exception opens a directory that is hidden.
     */
    private static void hide(
            List<PermissionRule> rules, List<String> more, Permission exceptional) {
        more.forEach(name -> rules.add(hidden(name)));
        for (String name : uncovered(HiddenNames.globs(), more)) {
            if (WITH_EXCEPTIONS.contains(name)) {
                rules.add(hidden(name).at(NAMES_WITH_EXCEPTIONS));
                rules.add(hidden(name + "/*"));
            } else if (!WORDS.contains(name)) {
                rules.add(hidden(name));
            }
        }
        for (String name : exceptions()) {
            rules.add(PermissionRule.glob("(?i)**/" + name, exceptional).at(EXCEPTIONS));
        }
    }

    /** Without the names that a pattern among them, or among some others, matches as well. */
    private static List<String> uncovered(List<String> names, List<String> others) {
        List<String> patterns = new ArrayList<>(others);
        names.stream().filter(name -> name.indexOf('*') >= 0).forEach(patterns::add);
        List<PathPattern> globs =
                patterns.stream().map(name -> PathPattern.glob("**/" + name)).toList();
        return names.stream()
                .filter(name ->
                        patterns.contains(name)
                                || globs.stream().noneMatch(glob -> glob.matches(name)))
                .toList();
    }

    private static List<String> exceptions() {
        List<String> names = new ArrayList<>(HiddenNames.exceptions());
        names.addAll(TEMPLATES);
        return names;
    }

    private static PermissionRule hidden(String name) {
        return PermissionRule.glob("(?i)**/" + name, Permission.NONE).at(HIDDEN);
    }

    private static void protect(List<PermissionRule> rules, List<String> names) {
        for (String name : names) {
            rules.add(PermissionRule.glob("(?i)**/" + name, Permission.READ).at(PROTECTED));
        }
    }
}
