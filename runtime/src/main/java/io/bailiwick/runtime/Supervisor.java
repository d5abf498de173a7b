package io.bailiwick.runtime;

import io.bailiwick.linux.cgroup.CgroupHost;
import io.bailiwick.linux.cgroup.CgroupManager;
import io.bailiwick.linux.cgroup.CgroupSupport;
import io.bailiwick.linux.probe.Bubblewrap;
import io.bailiwick.linux.probe.HostFacts;
import io.bailiwick.linux.probe.HostProbe;
import io.bailiwick.linux.proc.ProcStatus;
import io.bailiwick.plan.HostFeatures;
import io.bailiwick.runtime.exec.InitLoop;
import io.bailiwick.runtime.guardian.Guardian;
import io.bailiwick.runtime.host.HostSurvey;
import io.bailiwick.runtime.log.Log;
import io.bailiwick.runtime.root.HostDirectories;
import io.bailiwick.runtime.state.Directories;
import io.bailiwick.runtime.state.HostIds;
import io.bailiwick.runtime.state.SupervisorDirectory;
import io.bailiwick.runtime.state.Sweep;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What all sandboxes of a manager share: the guardian, the loop, directories, control groups. The
 * parts that only a live sandbox needs are made when the first one starts. Thread-safe.
 */
final class Supervisor implements AutoCloseable {

    private final Directories directories;
    private final HostFacts facts;
    private final CgroupSupport cgroupSupport;
    private final HostFeatures features;
    private final long gid;
    private final KernelRandom random = new KernelRandom();
    private final HostDirectories hostDirectories = new HostDirectories(Clock.systemUTC());

    private @Nullable SupervisorDirectory directory; // guarded by this
    private @Nullable Guardian guardian; // guarded by this
    private @Nullable InitLoop loop; // guarded by this
    private @Nullable CgroupManager cgroups; // guarded by this
    private boolean closed; // guarded by this

    /** Looks at the host. */
    Supervisor(Directories directories) throws IOException {
        this.directories = directories;
        facts = HostProbe.read();
        cgroupSupport = CgroupHost.detect();
        features = new HostSurvey(facts, cgroupSupport).features();
        gid = ProcStatus.read(Path.of("/proc/self/status")).gids().get(1);
    }

    HostFeatures features() {
        return features;
    }

    HostFacts facts() {
        return facts;
    }

    Directories directories() {
        return directories;
    }

    HostDirectories hostDirectories() {
        return hostDirectories;
    }

    boolean privileged() {
        return features.root();
    }

    boolean landlock() {
        return features.landlock().available();
    }

    long uid() {
        return facts.uid();
    }

    long gid() {
        return gid;
    }

    Path bubblewrap() throws IOException {
        Optional<Bubblewrap> found = facts.bubblewrap();
        if (found.isEmpty()) {
            throw new IOException("bubblewrap is not installed");
        }
        return found.get().path();
    }

    KernelRandom random() {
        return random;
    }

    HostIds hostIds() throws IOException {
        return new HostIds(directories, directory().name(), random);
    }

    synchronized SupervisorDirectory directory() throws IOException {
        requireOpen();
        if (directory == null) {
            directories.prepare();
            for (String name : Sweep.run(directories, cgroupSupport)) {
                log("removed what supervisor " + name + " left behind");
            }
            directory = SupervisorDirectory.create(directories, random);
        }
        return directory;
    }

    /** The guardian; a new one when the last has died, with which all its sandboxes have. */
    synchronized Guardian guardian() throws IOException {
        SupervisorDirectory current = directory();
        if (guardian == null || !guardian.alive()) {
            guardian =
                    Guardian.start(
                            current.run(), CgroupManager.homes(cgroupSupport, current.name()));
        }
        return guardian;
    }

    /**
     * Starts the guardian while the caller does other things, unless there is one. Whoever needs it
     * waits for it, and is told what went wrong.
     */
    void ahead() {
        synchronized (this) {
            if (guardian != null || closed) {
                return;
            }
        }
        Thread.ofPlatform()
                .daemon()
                .name("bailiwick-ahead")
                .start(() -> {
                    try {
                        guardian();
                    } catch (IOException | IllegalStateException e) {
                        log("starting the guardian ahead: " + e.getMessage());
                    }
                });
    }

    synchronized InitLoop loop() throws IOException {
        requireOpen();
        if (loop == null) {
            loop = new InitLoop();
        }
        return loop;
    }

    synchronized CgroupManager cgroups() throws IOException {
        if (cgroups == null) {
            cgroups = CgroupManager.open(cgroupSupport, directory().name());
        }
        return cgroups;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the manager is closed");
        }
    }

    void log(String message) {
        Log.write(System.Logger.Level.DEBUG, message);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (guardian != null) {
            guardian.close();
        }
        if (loop != null) {
            loop.close();
        }
        try {
            if (cgroups != null) {
                cgroups.close();
            }
            if (directory != null) {
                directory.close();
            }
        } catch (IOException e) {
            // The next sweep removes what is left.
            log("closing: " + e.getMessage());
        }
    }
}
