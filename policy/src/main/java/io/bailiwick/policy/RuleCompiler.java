package io.bailiwick.policy;

import io.bailiwick.policy.paths.Glob;
import io.bailiwick.policy.paths.HiddenNames;
import io.bailiwick.policy.paths.LexicalPath;
import io.bailiwick.policy.paths.SystemTrees;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns a configuration into rules. Rules for the same path are added in the order of their weight,
 * and the first one stays: what a person hides, then what a person opens, then what the sandbox
 * makes itself, then the system.
 */
final class RuleCompiler {
    private final FilesystemConfig config;
    private final String workingDirectory;
    private final String home;
    private final Map<String, FilesystemRule> rules = new HashMap<>();

    private RuleCompiler(FilesystemConfig config, String workingDirectory, String home) {
        this.config = config;
        this.workingDirectory = LexicalPath.normalise(workingDirectory);
        this.home = LexicalPath.normalise(home);
    }

    static FilesystemRules compile(FilesystemConfig config, String workingDirectory, String home) {
        RuleCompiler compiler = new RuleCompiler(config, workingDirectory, home);
        compiler.addDeclared();
        compiler.addOwn();
        compiler.addHost();
        return new FilesystemRules(compiler.ordered(), compiler.workingDirectory, compiler.home);
    }

    private void addDeclared() {
        for (String path : config.hiddenPaths()) {
            add(hiddenPath(path), Access.NONE, FilesystemRule.HIDDEN_PATHS);
        }
        for (String path : config.writablePaths()) {
            add(resolve(path), Access.WRITE, FilesystemRule.WRITABLE_PATHS);
        }
        for (String path : config.readPaths()) {
            add(resolve(path), readable(), FilesystemRule.READ_PATHS);
        }
        if (!isOwn(workingDirectory)) {
            add(workingDirectory, workingDirectoryAccess(), FilesystemRule.WORKING_DIRECTORY);
        }
    }

    private Access workingDirectoryAccess() {
        return switch (config.mode()) {
            case READ_ONLY -> Access.READ;
            case READ_WRITE -> config.writablePaths().isEmpty() ? Access.WRITE : Access.READ;
            case NONE -> Access.SCRATCH;
        };
    }

    /**
     * A command that runs in {@code /}, or in a directory that the sandbox makes itself, runs in
     * the sandbox's own: its working directory does not open the whole host or the host's {@code
     * /tmp}.
     */
    private static boolean isOwn(String path) {
        if (path.equals("/")) {
            return true;
        }
        for (String scratch : SystemTrees.scratch()) {
            if (LexicalPath.isWithin(path, scratch)) {
                return path.equals(scratch);
            }
        }
        return LexicalPath.isWithin(path, "/proc")
                || LexicalPath.isWithin(path, "/dev")
                || LexicalPath.isWithin(path, "/sys");
    }

    private void addOwn() {
        for (String path : SystemTrees.scratch()) {
            add(path, Access.SCRATCH, FilesystemRule.SCRATCH);
        }
        for (String path : SystemTrees.privateTrees()) {
            add(path, Access.READ, FilesystemRule.PRIVATE);
        }
        for (String path : SystemTrees.synthetic()) {
            add(path, Access.READ, FilesystemRule.SYNTHETIC);
        }
    }

    private void addHost() {
        boolean wholeHost =
                config.root() == FilesystemRoot.HOST && config.mode() != FilesystemMode.NONE;
        for (String path : SystemTrees.trees()) {
            add(path, readable(), FilesystemRule.SYSTEM);
        }
        add("/etc/ssl/private", Access.NONE, FilesystemRule.HIDDEN_BY_DEFAULT);
        if (wholeHost) {
            for (String path : HiddenNames.systemFiles()) {
                add(path, Access.NONE, FilesystemRule.HIDDEN_BY_DEFAULT);
            }
            for (String path : SystemTrees.absent()) {
                add(path, Access.NONE, FilesystemRule.HIDDEN_BY_DEFAULT);
            }
            add("/etc/ssh/ssh_config", readable(), FilesystemRule.SYSTEM);
            add("/etc", readable(), FilesystemRule.SYSTEM);
            add("/", readable(), FilesystemRule.HOST_ROOT);
        } else {
            for (String name : SystemTrees.etcNames()) {
                add("/etc/" + name, readable(), FilesystemRule.SYSTEM);
            }
        }
        for (String name : SystemTrees.toolchains()) {
            add(LexicalPath.normalise(home + "/" + name), readable(), FilesystemRule.TOOLCHAIN);
        }
    }

    /** With an empty list of writable paths every write succeeds, in a private layer. */
    private Access readable() {
        boolean layered =
                config.mode() == FilesystemMode.READ_WRITE && config.writablePaths().isEmpty();
        return layered ? Access.LAYER : Access.READ;
    }

    private String hiddenPath(String path) {
        boolean anywhere = path.startsWith("**/") || path.indexOf('/') < 0;
        if (anywhere && Glob.isPattern(path)) {
            return Glob.of(path).pattern();
        }
        return resolve(path);
    }

    private String resolve(String path) {
        return LexicalPath.resolve(path, workingDirectory, home);
    }

    private void add(String path, Access access, String origin) {
        rules.putIfAbsent(path, new FilesystemRule(path, access, origin));
    }

    /** By letters, which puts a directory before what is beneath it. */
    private List<FilesystemRule> ordered() {
        List<FilesystemRule> ordered = new ArrayList<>(rules.values());
        ordered.sort(RuleCompiler::byLetters);
        return ordered;
    }

    /** Patterns last. By hand: no AOT cache keeps what the JDK makes comparators of. */
    private static int byLetters(FilesystemRule one, FilesystemRule other) {
        int pattern = Boolean.compare(one.isPattern(), other.isPattern());
        return pattern != 0 ? pattern : one.path().compareTo(other.path());
    }
}
