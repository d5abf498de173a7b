package io.bailiwick.policy;

import io.bailiwick.policy.diagnostics.Problem;
import io.bailiwick.policy.paths.Glob;
import io.bailiwick.policy.paths.LexicalPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what a capability allows and its author hardly meant. Errors are declarations that give the
 * agent a way out of the sandbox through what the person does next, such as a writable shell
 * start-up file; they are not to be run. Warnings are likely mistakes.
 */
public final class Lint {
    private final CapabilityDeclaration capability;
    private final String home;
    private final FilesystemRules rules;
    private final List<Problem> problems = new ArrayList<>();

    private Lint(CapabilityDeclaration capability, Path workingDirectory, Path home) {
        this.capability = capability;
        this.rules = FilesystemRules.compile(capability.filesystemConfig(), workingDirectory, home);
        this.home = LexicalPath.normalise(home.toString());
    }

    /**
     * Checks a capability.
     *
     * @param workingDirectory where the command would run; absolute
     * @param home the caller's home directory; absolute
     * @return the findings without places, which {@link ParsedCapability#locate} adds
     */
    public static List<Problem> check(
            CapabilityDeclaration capability, Path workingDirectory, Path home) {
        Lint lint = new Lint(capability, workingDirectory, home);
        lint.checkWritable();
        lint.checkHidden();
        lint.checkReadable();
        lint.checkEgress();
        lint.checkEnvironment();
        return List.copyOf(lint.problems);
    }

    private void checkWritable() {
        for (FilesystemRule rule : rules.rules()) {
            if (rule.access() != Access.WRITE) {
                continue;
            }
            String path = pathOf(rule);
            for (String start : StartupFiles.reachedFrom(rule.path(), home)) {
                if (rules.decide(start, FileOperation.WRITE) instanceof Decision.Allow(var by)
                        && by.access() == Access.WRITE) {
                    problems.add(
                            Problem.error(
                                    path,
                                    "'"
                                            + rule.path()
                                            + "' is writable, and with it '"
                                            + start
                                            + "', which runs outside of the sandbox",
                                    Optional.of(
                                            "name the one directory that the agent writes to")));
                    break;
                }
            }
        }
    }

    private void checkHidden() {
        FilesystemConfig config = capability.filesystemConfig();
        Set<String> hidden = new HashSet<>();
        for (FilesystemRule rule : rules.rules()) {
            if (rule.origin().equals(FilesystemRule.HIDDEN_PATHS) && !rule.isPattern()) {
                hidden.add(rule.path());
            }
        }
        checkReopened("writable_paths", config.writablePaths(), hidden);
        checkReopened("read_paths", config.readPaths(), hidden);
    }

    private void checkReopened(String key, List<String> paths, Set<String> hidden) {
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < paths.size(); i++) {
            String path = rules.resolve(paths.get(i));
            String place = "filesystem_config." + key + "." + i;
            Integer first = seen.putIfAbsent(path, i);
            if (first != null) {
                warn(place, "'" + path + "' is listed twice", "remove one of the two");
            }
            if (hidden.contains(path)) {
                problems.add(
                        Problem.error(
                                place,
                                "'" + path + "' is in hidden_paths too, so it stays hidden",
                                Optional.of("remove it from one of the two")));
                continue;
            }
            rules.hiddenAbove(path)
                    .ifPresent(rule ->
                            warn(
                                    place,
                                    "'"
                                            + path
                                            + "' opens what is hidden by '"
                                            + rule.path()
                                            + "' ("
                                            + rule.origin()
                                            + ")",
                                    "remove it unless the agent must have it"));
        }
        checkShadowed(key, paths);
    }

    /** A path beneath another of the same list changes nothing unless something lies between. */
    private void checkShadowed(String key, List<String> paths) {
        Set<String> listed = new HashSet<>();
        for (String path : paths) {
            listed.add(rules.resolve(path));
        }
        for (int i = 0; i < paths.size(); i++) {
            String path = rules.resolve(paths.get(i));
            Optional<FilesystemRule> above = rules.baseOf(LexicalPath.parent(path));
            boolean covered = above.isPresent() && listed.contains(above.get().path());
            if (covered && !path.equals("/") && rules.hiddenAbove(path).isEmpty()) {
                warn(
                        "filesystem_config." + key + "." + i,
                        "'" + path + "' is already covered by '" + above.get().path() + "'",
                        "remove it");
            }
        }
    }

    private void checkReadable() {
        for (FilesystemRule rule : rules.rules()) {
            boolean opened = rule.isDeclared() && rule.access() != Access.NONE;
            if (!opened || rule.access() == Access.SCRATCH || rule.isPattern()) {
                continue;
            }
            if (LexicalPath.isWithin(home, rule.path())) {
                String what =
                        rule.path().equals(home) ? "the whole home directory" : "a tree above it";
                warn(
                        pathOf(rule),
                        "'" + rule.path() + "' (" + rule.origin() + ") gives the agent " + what,
                        "run in, or name, the project's directory");
            }
        }
    }

    private void checkEgress() {
        List<NetworkEgressRule> egress = capability.networkEgressRules();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < egress.size(); i++) {
            NetworkEgressRule rule = egress.get(i);
            String place = "network_egress_rules." + i + ".domain";
            String domain = rule.domain().toLowerCase(Locale.ROOT);
            checkWildcard(place, domain);
            Integer first = seen.putIfAbsent(domain + rule.ports(), i);
            if (first != null) {
                warn(
                        place,
                        "'" + rule.domain() + "' is listed twice for the same ports",
                        "remove one of the two; the first one's rate holds");
            }
        }
    }

    private void checkWildcard(String place, String domain) {
        String name = domain.startsWith("*.") ? domain.substring(2) : domain;
        if (!Glob.isPattern(domain)) {
            return;
        }
        String fixed = name.replace("*", "").replace("?", "");
        boolean everything = fixed.replace(".", "").isEmpty();
        if (everything) {
            warn(place, "'" + domain + "' allows every host", "name the hosts that are needed");
        } else if (PublicSuffixes.contains(afterWildcard(name))) {
            warn(
                    place,
                    "'" + domain + "' allows hosts that anyone can register",
                    "name the hosts that are needed");
        }
    }

    /** The labels behind the last one with a wildcard. */
    private static String afterWildcard(String name) {
        int last = Math.max(name.lastIndexOf('*'), name.lastIndexOf('?'));
        int dot = name.indexOf('.', Math.max(last, 0));
        return last < 0 ? name : dot < 0 ? "" : name.substring(dot + 1);
    }

    private void checkEnvironment() {
        Optional<List<String>> allowlist = capability.envAllowlist();
        if (allowlist.isEmpty()) {
            return;
        }
        if (!capability.grants(Permissions.READ_ENV)) {
            warn(
                    "env_allowlist",
                    "env_allowlist has no effect without the permission 'read_env'",
                    "add read_env to permissions, or remove the list");
        }
        List<String> names = allowlist.get();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Optional<String> secret = EnvironmentNames.secret(name);
            if (secret.isPresent()) {
                warn(
                        "env_allowlist." + i,
                        "'" + name + "' is sensitive and never passes ('" + secret.get() + "')",
                        "remove it; pass a secret where it is used, not in the environment");
            }
        }
    }

    private String pathOf(FilesystemRule rule) {
        FilesystemConfig config = capability.filesystemConfig();
        List<String> paths =
                switch (rule.origin()) {
                    case FilesystemRule.WRITABLE_PATHS -> config.writablePaths();
                    case FilesystemRule.READ_PATHS -> config.readPaths();
                    default -> List.of();
                };
        for (int i = 0; i < paths.size(); i++) {
            if (rules.resolve(paths.get(i)).equals(rule.path())) {
                return "filesystem_config." + rule.origin() + "." + i;
            }
        }
        return "filesystem_config.mode";
    }

    private void warn(String path, String message, String help) {
        problems.add(Problem.warning(path, message, Optional.of(help)));
    }
}
