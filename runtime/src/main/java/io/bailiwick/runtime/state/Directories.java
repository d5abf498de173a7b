package io.bailiwick.runtime.state;

import io.bailiwick.linux.directory.PrivateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where state and run-time files live. Both directories are private: mode 0700, owned by the
 * caller, and never a symbolic link, so that nobody can prepare one in advance.
 *
 * @param state what outlives a sandbox: the audit, and layers while their sandbox lives
 * @param run what lives as long as a supervisor: sockets and the description of each sandbox
 */
public record Directories(Path state, Path run) {

    /**
     * The directories of a user: {@code /var/lib/bailiwick} and {@code /run/bailiwick} for root;
     * else {@code bailiwick} in {@code XDG_STATE_HOME} (default {@code ~/.local/state}) and in
     * {@code XDG_RUNTIME_DIR} (default: {@code run} within the state directory).
     */
    public static Directories of(boolean root, Map<String, String> environment, Path home) {
        if (root) {
            return new Directories(Path.of("/var/lib/bailiwick"), Path.of("/run/bailiwick"));
        }
        Path state =
                absolute(environment, "XDG_STATE_HOME", home.resolve(".local/state"))
                        .resolve("bailiwick");
        Path runtime = absolute(environment, "XDG_RUNTIME_DIR", state.resolve("run"));
        Path run = runtime.startsWith(state) ? runtime : runtime.resolve("bailiwick");
        return new Directories(state, run);
    }

    /** Relative values are ignored, as the XDG base directory specification says. */
    private static Path absolute(Map<String, String> environment, String name, Path fallback) {
        String value = environment.getOrDefault(name, "");
        return value.startsWith("/") && Files.isDirectory(Path.of(value))
                ? Path.of(value)
                : fallback;
    }

    /**
     * Makes both directories.
     *
     * @throws IOException when one belongs to somebody else, is a link, or is open to others
     */
    public Directories prepare() throws IOException {
        PrivateDirectory.ensure(state);
        PrivateDirectory.ensure(run);
        return this;
    }
}
