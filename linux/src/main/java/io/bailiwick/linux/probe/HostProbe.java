package io.bailiwick.linux.probe;

import io.bailiwick.linux.probe.HostFacts.Distribution;
import io.bailiwick.linux.probe.HostFacts.UserNamespaces;
import io.bailiwick.linux.proc.MountInfo;
import io.bailiwick.linux.proc.MountInfo.Propagation;
import io.bailiwick.linux.proc.ProcFile;
import io.bailiwick.linux.proc.ProcStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads {@link HostFacts}. Thread-safe; each {@link #read} looks anew and changes nothing.
 *
 * <p>Every file is looked up below a root directory, which is {@code /} except in tests.
 */
public final class HostProbe {
    private static final Duration BUBBLEWRAP_TIMEOUT = Duration.ofSeconds(2);

    private static final List<String> MODULE_SUFFIXES = List.of("", ".xz", ".zst", ".gz");

    private final Path root;
    private final Map<String, String> environment;
    private final Duration timeout;

    /**
     * A probe.
     *
     * @param environment where {@code PATH} and a container's marks are looked up
     * @param timeout how long a program that is asked for its version may take
     */
    HostProbe(Path root, Map<String, String> environment, Duration timeout) {
        this.root = root;
        this.environment = Map.copyOf(environment);
        this.timeout = timeout;
    }

    /**
     * Reads the facts of this host.
     *
     * @throws IOException if {@code /proc} is not mounted or unreadable
     */
    public static HostFacts read() throws IOException {
        return new HostProbe(Path.of("/"), System.getenv(), BUBBLEWRAP_TIMEOUT).facts();
    }

    HostFacts facts() throws IOException {
        BubblewrapProbe bubblewrap = BubblewrapProbe.start(searchPath());
        KernelVersion kernel =
                KernelVersion.parse(ProcFile.readLine(file("proc/sys/kernel/osrelease")));
        return new HostFacts(
                kernel,
                System.getProperty("os.arch", ""),
                distribution(),
                ProcStatus.read(file("proc/self/status")).uids().get(1),
                userNamespaces(),
                line("sys/kernel/security/lsm").map(value -> List.of(value.split(","))),
                line("proc/sys/kernel/seccomp/actions_avail")
                        .map(value -> Set.of(value.split(" ")))
                        .orElse(Set.of()),
                container(kernel),
                hasOverlay(kernel),
                isOpenable("dev/fuse"),
                number("proc/sys/kernel/io_uring_disabled"),
                number("proc/sys/kernel/yama/ptrace_scope"),
                rootPropagation(),
                bubblewrap.finish(timeout));
    }

    private Path file(String name) {
        return root.resolve(name);
    }

    private Optional<String> line(String name) {
        Path path = file(name);
        if (!Files.isReadable(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ProcFile.readLine(path));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private OptionalInt number(String name) {
        OptionalLong value = longNumber(name);
        return value.isPresent() && value.getAsLong() == (int) value.getAsLong()
                ? OptionalInt.of((int) value.getAsLong())
                : OptionalInt.empty();
    }

    private OptionalLong longNumber(String name) {
        Optional<String> line = line(name);
        if (line.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(line.get()));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private UserNamespaces userNamespaces() {
        return new UserNamespaces(
                number("proc/sys/kernel/unprivileged_userns_clone"),
                longNumber("proc/sys/user/max_user_namespaces"),
                number("proc/sys/kernel/apparmor_restrict_unprivileged_userns"));
    }

    private Distribution distribution() {
        Map<String, String> values = new HashMap<>();
        String text = line("etc/os-release").or(() -> line("usr/lib/os-release")).orElse("");
        for (String line : text.lines().toList()) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), unquote(line.substring(equals + 1).strip()));
            }
        }
        return new Distribution(
                values.getOrDefault("ID", ""),
                values.getOrDefault("VERSION_ID", ""),
                values.getOrDefault("PRETTY_NAME", ""));
    }

    private static String unquote(String value) {
        boolean quoted =
                value.length() >= 2
                        && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                        && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private Container container(KernelVersion kernel) {
        String release = kernel.release().toLowerCase(Locale.ROOT);
        if (release.contains("microsoft")) {
            return kernel.isAtLeast(4, 19) ? Container.WSL2 : Container.WSL1;
        }
        if (environment.containsKey("KUBERNETES_SERVICE_HOST")
                || Files.exists(file("var/run/secrets/kubernetes.io/serviceaccount"))) {
            return Container.KUBERNETES;
        }
        if (Files.exists(file(".dockerenv"))) {
            return Container.DOCKER;
        }
        if (Files.exists(file("run/.containerenv"))) {
            return Container.PODMAN;
        }
        String declared =
                line("run/systemd/container").orElse(environment.getOrDefault("container", ""));
        return switch (declared) {
            case "" -> Container.NONE;
            case "docker" -> Container.DOCKER;
            case "podman", "oci" -> Container.PODMAN;
            case "lxc", "lxc-libvirt" -> Container.LXC;
            case "systemd-nspawn" -> Container.SYSTEMD_NSPAWN;
            default -> Container.OTHER;
        };
    }

    /**
     * {@code /proc/filesystems} lists what is built in or loaded; a module is loaded at the first
     * mount.
     */
    private boolean hasOverlay(KernelVersion kernel) {
        for (String line : line("proc/filesystems").orElse("").lines().toList()) {
            if (line.substring(line.indexOf('\t') + 1).equals("overlay")) {
                return true;
            }
        }
        for (String suffix : MODULE_SUFFIXES) {
            String module = "/kernel/fs/overlayfs/overlay.ko" + suffix;
            if (Files.exists(file("lib/modules/" + kernel.release() + module))) {
                return true;
            }
        }
        return false;
    }

    private boolean isOpenable(String device) {
        Path path = file(device);
        return Files.isReadable(path) && Files.isWritable(path);
    }

    private Propagation rootPropagation() throws IOException {
        return MountInfo.at(MountInfo.read(file("proc/self/mountinfo")), "/")
                .map(MountInfo.Mount::propagation)
                .orElse(Propagation.PRIVATE);
    }

    private List<Path> searchPath() {
        List<Path> directories = new ArrayList<>();
        for (String directory : environment.getOrDefault("PATH", "").split(":")) {
            if (!directory.isEmpty()) {
                directories.add(Path.of(directory));
            }
        }
        return directories;
    }
}
