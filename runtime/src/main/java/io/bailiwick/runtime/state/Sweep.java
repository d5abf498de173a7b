package io.bailiwick.runtime.state;

import io.bailiwick.linux.cgroup.CgroupGroup;
import io.bailiwick.linux.cgroup.CgroupHost;
import io.bailiwick.linux.cgroup.CgroupManager;
import io.bailiwick.linux.cgroup.CgroupSupport;
import io.bailiwick.runtime.log.Log;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes directories and control groups of supervisors that are gone. Processes, mounts and
 * namespaces never wait for this: they end with the guardian.
 */
public final class Sweep {

    private Sweep() {}

    /** Looks once, with the control groups of this host. */
    public static List<String> run(Directories directories) throws IOException {
        return run(directories, CgroupHost.detect());
    }

    /**
     * Looks once.
     *
     * @return the names of supervisors whose remains were removed
     * @throws IOException when the directories cannot be listed
     */
    public static List<String> run(Directories directories, CgroupSupport cgroups)
            throws IOException {
        List<String> removed = new ArrayList<>();
        for (String name : names(directories.run())) {
            if (SupervisorDirectory.own(name)) {
                continue;
            }
            try {
                if (removeAbandoned(directories, cgroups, name)) {
                    removed.add(name);
                }
            } catch (IOException e) {
                // What cannot be removed must not keep anybody from starting.
                Log.write(
                        System.Logger.Level.WARNING,
                        "cannot remove supervisor " + name + ": " + e.getMessage());
            }
        }
        removeOrphanedLayers(directories, removed);
        HostIds.sweep(directories);
        return removed;
    }

    /** Removes a supervisor's directory with all that belongs to it, unless it lives. */
    private static boolean removeAbandoned(
            Directories directories, CgroupSupport cgroups, String name) throws IOException {
        Path run = directories.run().resolve(name);
        try (FileChannel channel =
                FileChannel.open(run.resolve(SupervisorDirectory.LOCK), StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                return false;
            }
            remove(directories, cgroups, name);
            return true;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (NoSuchFileException e) {
            SupervisorDirectory.deleteUnlocked(run);
            return false;
        }
    }

    private static void remove(Directories directories, CgroupSupport cgroups, String name)
            throws IOException {
        // Nothing else was made for one that was never finished.
        if (SupervisorDirectory.isName(name)) {
            try (CgroupManager manager = CgroupManager.open(cgroups, name)) {
                for (String group : manager.groups()) {
                    CgroupGroup left = manager.group(group);
                    left.kill(Duration.ofSeconds(1));
                    left.close();
                }
            }
            TreeRemoval.delete(SupervisorDirectory.layers(directories).resolve(name));
        }
        SupervisorDirectory.delete(directories.run().resolve(name));
    }

    /** Layers on disk outlive a reboot, their supervisor's run directory does not. */
    private static void removeOrphanedLayers(Directories directories, List<String> removed)
            throws IOException {
        Path layers = SupervisorDirectory.layers(directories);
        for (String name : names(layers)) {
            if (!SupervisorDirectory.own(name) && !Files.exists(directories.run().resolve(name))) {
                try {
                    TreeRemoval.delete(layers.resolve(name));
                    removed.add(name);
                } catch (IOException e) {
                    Log.write(
                            System.Logger.Level.WARNING,
                            "cannot remove layers of " + name + ": " + e.getMessage());
                }
            }
        }
    }

    /** Only names that a supervisor gives itself: whatever else lies there is not ours to judge. */
    private static List<String> names(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (SupervisorDirectory.isName(SupervisorDirectory.finalName(name))) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return names;
    }
}
