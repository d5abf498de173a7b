package io.bailiwick.linux.cgroup;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * One supervisor's place in the cgroup tree: {@code bailiwick/<supervisor>} in every usable
 * hierarchy, one group per sandbox below. Thread-safe. It leaves everybody else's groups alone.
 */
public final class CgroupManager implements AutoCloseable {
    static final String OURS = "bailiwick";

    /**
     * Where this process goes when it has to leave a delegated group so that the group can be
     * divided.
     */
    static final String SELF = "bailiwick-supervisor";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private static final int OPEN_ATTEMPTS = 5;

    private final CgroupSupport support;
    private final String supervisor;

    /** The supervisor's directory for each controller; controllers of one hierarchy share it. */
    private final Map<Controller, Path> homes;

    private CgroupManager(CgroupSupport support, String supervisor, Map<Controller, Path> homes) {
        this.support = support;
        this.supervisor = supervisor;
        this.homes = homes;
    }

    /**
     * Makes the supervisor's directories. Repeating it is harmless.
     *
     * @param supervisor a name of letters, digits, dots, underscores and hyphens, at most 64,
     *     unique on the host
     * @throws IOException if the kernel refuses what {@link CgroupHost} found usable
     */
    public static CgroupManager open(CgroupSupport support, String supervisor) throws IOException {
        requireName(supervisor);
        Map<Controller, Path> homes = new EnumMap<>(Controller.class);
        for (Map.Entry<Path, List<Controller>> entry : byParent(support).entrySet()) {
            List<Controller> controllers = entry.getValue();
            Path home = entry.getKey().resolve(OURS).resolve(supervisor);
            prepare(entry.getKey(), home, isUnified(support, controllers), controllers);
            for (Controller controller : controllers) {
                homes.put(controller, home);
            }
        }
        return new CgroupManager(support, supervisor, homes);
    }

    /** The directories that {@link #open} makes for a supervisor; nothing is made here. */
    public static Set<Path> homes(CgroupSupport support, String supervisor) {
        Set<Path> homes = new LinkedHashSet<>();
        for (Path parent : byParent(support).keySet()) {
            homes.add(parent.resolve(OURS).resolve(supervisor));
        }
        return homes;
    }

    /**
     * Another supervisor that closes may take the shared directory away while we make ours in it.
     */
    private static void prepare(
            Path parent, Path home, boolean unified, List<Controller> controllers)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                if (unified) {
                    enable(parent, controllers);
                }
                Files.createDirectories(home);
                if (unified) {
                    enable(parent.resolve(OURS), controllers);
                    enable(home, controllers);
                } else {
                    // Only before Linux 5.11 is this not always 1.
                    useHierarchy(parent.resolve(OURS));
                    useHierarchy(home);
                }
                return;
            } catch (IOException e) {
                if (attempt == OPEN_ATTEMPTS || Files.isDirectory(home)) {
                    throw e;
                }
            }
        }
    }

    private static Map<Path, List<Controller>> byParent(CgroupSupport support) {
        Map<Path, List<Controller>> parents = new LinkedHashMap<>();
        for (Controller controller : Controller.values()) {
            support.usablePlacement(controller)
                    .ifPresent(usable ->
                            parents.computeIfAbsent(usable.parent(), path -> new ArrayList<>())
                                    .add(controller));
        }
        return parents;
    }

    private static boolean isUnified(CgroupSupport support, List<Controller> controllers) {
        return support.usablePlacement(controllers.getFirst()).orElseThrow().version() == 2;
    }

    private static void useHierarchy(Path directory) throws IOException {
        Path file = directory.resolve("memory.use_hierarchy");
        if (Files.exists(file) && CgroupFiles.read(file).equals("0")) {
            CgroupFiles.write(file, "1");
        }
    }

    private static void enable(Path directory, List<Controller> controllers) throws IOException {
        Path file = directory.resolve("cgroup.subtree_control");
        List<String> enabled = List.of(CgroupFiles.read(file).split(" "));
        StringBuilder missing = new StringBuilder();
        for (Controller controller : controllers) {
            if (controller.isDomainController() && !enabled.contains(controller.kernelName())) {
                missing.append(missing.isEmpty() ? "+" : " +").append(controller.kernelName());
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        if (Files.exists(directory.resolve("cgroup.type"))) {
            evacuate(directory);
        }
        CgroupFiles.write(file, missing.toString());
    }

    /** Moves our own processes out of a group that is to be divided; others are never moved. */
    private static void evacuate(Path directory) throws IOException {
        List<Long> members = CgroupFiles.pids(directory);
        if (members.isEmpty()) {
            return;
        }
        Set<Long> own = Access.ownProcesses();
        if (!own.containsAll(members)) {
            throw new IOException(directory + " also holds processes that are not ours");
        }
        Path self = directory.resolve(SELF);
        Files.createDirectories(self);
        for (long pid : members) {
            CgroupFiles.write(self.resolve("cgroup.procs"), Long.toString(pid));
        }
    }

    static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a cgroup name: " + name);
        }
    }

    /**
     * Makes a group.
     *
     * @param name unique below this supervisor, of the same characters as the supervisor's
     * @throws IOException if a limit needs a controller that the host does not offer (nothing is
     *     made then), or the kernel refuses
     */
    public CgroupGroup create(String name, CgroupLimits limits) throws IOException {
        requireName(name);
        require(limits.memoryBytes().isPresent(), Controller.MEMORY);
        require(limits.pids().isPresent(), Controller.PIDS);
        require(limits.cpuCores().isPresent() || limits.cpuWeight().isPresent(), Controller.CPU);
        return CgroupGroup.create(support, homes, name, limits);
    }

    private void require(boolean wanted, Controller controller) throws IOException {
        if (wanted && support.placement(controller) instanceof Placement.Unusable unusable) {
            throw new IOException(unusable.reason() + "; " + unusable.remedy());
        }
    }

    /** What the groups were made with. */
    public CgroupSupport support() {
        return support;
    }

    /** The name that the groups lie below. */
    public String supervisor() {
        return supervisor;
    }

    /** The supervisor's directories, one per hierarchy. */
    public Set<Path> directories() {
        return new TreeSet<>(homes.values());
    }

    /**
     * Names of the groups that exist below this supervisor, also those of an earlier process of the
     * same name.
     */
    public Set<String> groups() throws IOException {
        Set<String> names = new TreeSet<>();
        for (Path home : directories()) {
            try (var children = Files.newDirectoryStream(home, Files::isDirectory)) {
                children.forEach(child -> names.add(String.valueOf(child.getFileName())));
            }
        }
        return names;
    }

    /** A group that exists already, for adoption or removal. */
    public CgroupGroup group(String name) {
        requireName(name);
        return CgroupGroup.existing(support, homes, name);
    }

    /**
     * Removes the supervisor's directories, which must have no groups left; a second call does
     * nothing.
     *
     * @throws IOException if groups are left
     */
    @Override
    public void close() throws IOException {
        for (Path home : directories()) {
            Removal.remove(home);
            try {
                Files.delete(requireNonNull(home.getParent()));
            } catch (IOException e) {
                // Other supervisors live there.
            }
        }
    }
}
