package io.bailiwick.runtime.root;

import io.bailiwick.CapabilityRefusedException;
import io.bailiwick.RefusalReason;
import io.bailiwick.linux.proc.MountInfo;
import io.bailiwick.plan.SandboxPlan;
import io.bailiwick.policy.Access;
import io.bailiwick.policy.FilesystemRoot;
import io.bailiwick.policy.FilesystemRule;
import io.bailiwick.policy.FilesystemRules;
import io.bailiwick.policy.paths.SystemTrees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Turns a plan's rules into the launcher's steps, by what is on this host now.
 *
 * <p>Trees of the host come as overlays with whiteouts: a whiteout hides a name also when the host
 * replaces the file, which a bind mount over it does not, and a socket in the tree cannot be
 * connected to. What is written through is a bind mount, where neither holds; therefore such a tree
 * is searched first and refused when it holds either.
 */
public final class RootComposer {

    private static final int NAMED_IN_A_REFUSAL = 5;

    private final SandboxPlan plan;
    private final boolean privileged;
    private final LayerDirectory layerDirectory;
    private final RandomGenerator random;
    private final FilesystemRules rules;
    private final List<String> mountPoints;
    private final boolean hostRoot;
    private final Set<Path> protectedPaths;
    private final TreeMask mask;
    private final DirectoryNames names;
    private final List<Operation> operations = new ArrayList<>();
    private final List<String> writable = new ArrayList<>();
    private final List<Path> writtenThrough = new ArrayList<>();
    private final List<Path> layers = new ArrayList<>();
    private final List<RefusalReason> refusals = new ArrayList<>();

    /** Makes the private directory on disk that a sandbox's layers lie in. */
    @FunctionalInterface
    public interface LayerDirectory {
        Path make() throws IOException;
    }

    /**
     * @param directories what is known of the host from earlier sandboxes
     * @param layerDirectory asked only when a layer is needed
     * @param mounts the host's mounts
     */
    public RootComposer(
            SandboxPlan plan,
            boolean privileged,
            HostDirectories directories,
            LayerDirectory layerDirectory,
            List<MountInfo.Mount> mounts,
            RandomGenerator random) {
        this.plan = plan;
        names = new DirectoryNames(directories);
        this.privileged = privileged;
        this.layerDirectory = layerDirectory;
        this.random = random;
        rules = plan.files();
        mountPoints = new ArrayList<>(mounts.size());
        for (MountInfo.Mount mount : mounts) {
            mountPoints.add(mount.mountPoint());
        }
        protectedPaths = Set.copyOf(plan.hiddenHostPaths());
        mask = new TreeMask(rules, protectedPaths);
        hostRoot = plan.capability().filesystemConfig().root() == FilesystemRoot.HOST;
    }

    /**
     * Looks at the host and lists the steps.
     *
     * @throws CapabilityRefusedException when a declared path cannot be given as declared
     * @throws IOException when the host cannot be read
     */
    public ComposedRoot compose() throws IOException {
        operations.add(new Operation.Directory("/etc", 0755));
        for (FilesystemRule rule : rules.rules()) {
            if (rule.access() == Access.NONE) {
                continue;
            }
            if (rule.isPattern()) {
                for (String path : names.matching(Path.of(rule.path()))) {
                    add(rule, path);
                }
            } else {
                add(rule, rule.path());
            }
        }
        operations.addAll(SyntheticFiles.procMasks(plan.limits().memoryBytes(), random));
        if (!refusals.isEmpty()) {
            throw new CapabilityRefusedException(refusals);
        }
        if (plan.rootWritable()) {
            writable.add("/");
        }
        return new ComposedRoot(operations, writable, writtenThrough, layers);
    }

    private void add(FilesystemRule rule, String path) throws IOException {
        switch (rule.origin()) {
            case FilesystemRule.SYNTHETIC ->
                    operations.add(
                            new Operation.File(path, 0444, SyntheticFiles.content(path, random)));
            case FilesystemRule.PRIVATE -> {}
            case FilesystemRule.SYSTEM -> {
                // root: host shows the host's own /etc.
                if (!hostRoot || !DeclaredPaths.beneath(path, "/etc")) {
                    addSystem(rule, path);
                }
            }
            case FilesystemRule.HOST_ROOT -> addHostRoot(rule);
            default -> {
                if (rule.access() == Access.SCRATCH) {
                    addScratch(path);
                } else {
                    addTree(rule, path);
                }
            }
        }
    }

    private void addScratch(String path) {
        boolean shared = path.equals("/tmp") || path.equals("/var/tmp") || path.equals("/dev/shm");
        operations.add(new Operation.Scratch(path, shared ? 01777 : 0700));
        writable.add(path);
    }

    /**
     * A directory of the system, its link where the distribution has merged it, or a small file.
     */
    private void addSystem(FilesystemRule rule, String path) throws IOException {
        Path source = Path.of(path);
        switch (names.kind(source)) {
            case FILE -> operations.add(new Operation.Copy(path, source));
            case DIRECTORY -> addSystemDirectory(rule, path, source);
            case LINK -> addSystemLink(rule, path, source);
            case OTHER, NOTHING -> {}
        }
    }

    private void addSystemLink(FilesystemRule rule, String path, Path source) throws IOException {
        if (SystemTrees.trees().contains(path)) {
            operations.add(new Operation.Link(path, Files.readSymbolicLink(source).toString()));
        } else if (Files.isDirectory(source)) {
            addSystemDirectory(rule, path, source);
        } else if (Files.isRegularFile(source)) {
            operations.add(new Operation.Copy(path, source));
        }
    }

    private void addSystemDirectory(FilesystemRule rule, String path, Path source)
            throws IOException {
        if (rule.access() == Access.READ && DeclaredPaths.beneath(path, "/etc")) {
            Optional<List<Operation>> copies = SmallDirectory.copy(rules, names, path, source);
            if (copies.isPresent()) {
                operations.addAll(copies.get());
                return;
            }
        }
        addDirectory(rule, path, source.toRealPath(), List.of());
    }

    /** Every directory at the top of the host, except those that a sandbox has of its own. */
    private void addHostRoot(FilesystemRule rule) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/"))) {
            for (Path entry : entries) {
                String path = entry.toString();
                if (hasRuleOfItsOwn(path) || path.equals("/sys") || path.equals("/proc")) {
                    continue;
                }
                if (Files.isSymbolicLink(entry)) {
                    operations.add(
                            new Operation.Link(path, Files.readSymbolicLink(entry).toString()));
                } else if (Files.isDirectory(entry)) {
                    addNamedTree(rule, path, entry);
                }
            }
        }
    }

    private boolean hasRuleOfItsOwn(String path) {
        for (FilesystemRule rule : rules.rules()) {
            if (rule.path().equals(path)) {
                return true;
            }
        }
        return false;
    }

    /** A tree that was declared, or a toolchain. */
    private void addTree(FilesystemRule rule, String path) throws IOException {
        Path declared = Path.of(path);
        if (rule.origin().equals(FilesystemRule.TOOLCHAIN) && !names.exists(declared)) {
            return;
        }
        if (rule.isDeclared() && DeclaredPaths.followsForeignLink(declared, privileged)) {
            refuse(
                    rule,
                    path + " leads through a symbolic link that somebody else may have planted");
            return;
        }
        if (rule.access() != Access.WRITE && DeclaredPaths.movable(rules, path)) {
            refuse(
                    rule,
                    path + " lies deep beneath a writable directory, where it could be moved away");
            return;
        }
        if (!Files.exists(declared)) {
            if (rule.access() == Access.WRITE) {
                // The launcher makes it by descriptor, through no link at all.
                addDirectory(rule, path, declared, List.of());
            } else {
                missing(rule, path);
            }
            return;
        }
        Path source = declared.toRealPath();
        if (Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS)) {
            addNamedTree(rule, path, source);
        } else if (Files.isRegularFile(source, LinkOption.NOFOLLOW_LINKS)) {
            addFile(rule, path, source);
        } else if (rule.isDeclared()) {
            refuse(rule, path + " is neither a file nor a directory");
        }
    }

    private void missing(FilesystemRule rule, String path) {
        if (rule.isDeclared()) {
            refuse(rule, path + " does not exist");
        }
    }

    private void addFile(FilesystemRule rule, String path, Path source) {
        boolean write = rule.access() == Access.WRITE;
        operations.add(
                new Operation.Tree(
                        path,
                        write ? Operation.TreeKind.FILE_WRITE : Operation.TreeKind.FILE_READ,
                        privileged,
                        source,
                        "",
                        List.of()));
        if (write) {
            writable.add(path);
            writtenThrough.add(source);
        }
    }

    private void addNamedTree(FilesystemRule rule, String path, Path source) throws IOException {
        boolean search = rule.isDeclared() || rule.origin().equals(FilesystemRule.HOST_ROOT);
        List<String> hidden = List.of();
        if (search) {
            HiddenWalk walk = HiddenWalk.of(rules, source, path, protectedPaths);
            walk.walk();
            hidden = new ArrayList<>(walk.hidden());
            if (rule.access() != Access.WRITE) {
                hidden.addAll(walk.unsearchable());
            } else {
                refuseExposed(
                        rule,
                        path,
                        walk.unsearchable(),
                        "directories that cannot be searched",
                        "chmod u+rwx --");
                refuseExposed(
                        rule,
                        path,
                        hidden,
                        "credentials that would be readable there",
                        "mv -t SOMEWHERE_ELSE --");
                refuseExposed(
                        rule, path, walk.sockets(), "sockets that could be connected to", "rm --");
            }
        } else if (rule.origin().equals(FilesystemRule.TOOLCHAIN)) {
            hidden = ToolchainSearch.hidden(rules, names, source, path, protectedPaths);
        }
        addDirectory(rule, path, source, hidden);
    }

    private void refuseExposed(
            FilesystemRule rule, String path, List<String> found, String what, String command) {
        if (found.isEmpty()) {
            return;
        }
        List<String> named = found.subList(0, Math.min(NAMED_IN_A_REFUSAL, found.size()));
        String more =
                found.size() > named.size()
                        ? " and " + (found.size() - named.size()) + " more"
                        : "";
        StringBuilder quoted = new StringBuilder();
        for (String name : named) {
            quoted.append(" '").append((path + "/" + name).replace("'", "'\\''")).append('\'');
        }
        refusals.add(
                new RefusalReason(
                        control(rule),
                        path
                                + " is written through and holds "
                                + what
                                + ": "
                                + String.join(", ", named)
                                + more,
                        "an earlier agent may have left them: look at them, then run: "
                                + command
                                + quoted
                                + "; or declare the directories to write to instead, for trees that"
                                + " are only read hide such names"));
    }

    private void addDirectory(FilesystemRule rule, String path, Path source, List<String> searched)
            throws IOException {
        switch (rule.access()) {
            case WRITE -> {
                for (Path ours : protectedPaths) {
                    if (ours.startsWith(source) || source.startsWith(ours)) {
                        refuse(rule, path + " would make " + ours + " writable");
                    }
                }
                operations.add(
                        new Operation.Tree(
                                path, Operation.TreeKind.WRITE, privileged, source, "", List.of()));
                writable.add(path);
                writtenThrough.add(source);
            }
            case READ -> addOverlay(rule, path, source, mask.of(path, source, searched));
            case LAYER -> {
                addOverlay(rule, path, source, mask.of(path, source, searched));
                writable.add(path);
            }
            case NONE, SCRATCH -> throw new IllegalArgumentException(rule.describe());
        }
    }

    /**
     * An overlay shows one file system only: where others are mounted beneath, the directories that
     * lead to them are made anew and each part comes as a tree of its own.
     */
    private void addOverlay(FilesystemRule rule, String path, Path source, List<String> whiteouts)
            throws IOException {
        if (!hasMountBeneath(source)) {
            boolean layer = rule.access() == Access.LAYER;
            operations.add(
                    new Operation.Tree(
                            path,
                            layer ? Operation.TreeKind.LAYER : Operation.TreeKind.READ,
                            idmap(rule),
                            source,
                            layer ? newLayer() : "",
                            whiteouts));
            return;
        }
        operations.add(new Operation.Directory(path, 0755));
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(source)) {
            for (Path entry : entries) {
                addPart(rule, path, entry, whiteouts);
            }
        }
    }

    private void addPart(FilesystemRule rule, String path, Path entry, List<String> whiteouts)
            throws IOException {
        String name = entry.getFileName().toString();
        String target = path + "/" + name;
        if (whiteouts.contains(name) || hasRuleOfItsOwn(target)) {
            return;
        }
        if (Files.isSymbolicLink(entry)) {
            operations.add(new Operation.Link(target, Files.readSymbolicLink(entry).toString()));
        } else if (Files.isDirectory(entry)) {
            List<String> inner = new ArrayList<>();
            for (String whiteout : whiteouts) {
                if (whiteout.startsWith(name + "/")) {
                    inner.add(whiteout.substring(name.length() + 1));
                }
            }
            addOverlay(rule, target, entry, inner);
        } else if (Files.isRegularFile(entry)) {
            operations.add(
                    new Operation.Tree(
                            target,
                            Operation.TreeKind.FILE_READ,
                            idmap(rule),
                            entry,
                            "",
                            List.of()));
        }
    }

    private boolean hasMountBeneath(Path source) {
        String prefix = source.toString().equals("/") ? "/" : source + "/";
        for (String mountPoint : mountPoints) {
            if (mountPoint.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Root's sandboxes run under a host uid of their own, for which the owner of a declared tree
     * has to stand; the system's directories are readable by everybody, and stay root's.
     */
    private boolean idmap(FilesystemRule rule) {
        boolean system = rule.origin().equals(FilesystemRule.SYSTEM);
        return privileged && (!system || rule.access() == Access.LAYER);
    }

    private String newLayer() throws IOException {
        Path layer = layerDirectory.make().resolve(Integer.toString(layers.size()));
        Files.createDirectories(layer.resolve("upper"));
        Files.createDirectories(layer.resolve("work"));
        layers.add(layer);
        return layer.toString();
    }

    private void refuse(FilesystemRule rule, String cause) {
        refusals.add(
                new RefusalReason(control(rule), cause, "correct the path in the capability file"));
    }

    private static String control(FilesystemRule rule) {
        return switch (rule.origin()) {
            case FilesystemRule.WRITABLE_PATHS -> "filesystem_config.writable_paths";
            case FilesystemRule.READ_PATHS -> "filesystem_config.read_paths";
            default -> "filesystem_config";
        };
    }
}
