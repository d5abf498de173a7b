package io.bailiwick.cli;

import io.bailiwick.SandboxManager;
import io.bailiwick.runtime.LocalSandboxManager;
import io.bailiwick.runtime.state.Directories;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a command may touch of its surroundings.
 *
 * @param stdin given to the agent
 * @param workingDirectory absolute
 * @param home the caller's home directory
 * @param system the operating system as the JVM names it, such as {@code Linux}
 * @param managers makes the manager of a command that needs one
 * @param directories finds where state and descriptions are
 */
record Context(
        Console console,
        InputStream stdin,
        Map<String, String> environment,
        Path workingDirectory,
        Path home,
        String system,
        Supplier<SandboxManager> managers,
        Supplier<Directories> directories) {

    /** The process's own surroundings. */
    static Context ofProcess() {
        Map<String, String> environment = System.getenv();
        Path home = Path.of(System.getProperty("user.home", "/nonexistent"));
        return new Context(
                Console.ofProcess(environment),
                new FileInputStream(FileDescriptor.in),
                environment,
                Path.of("").toAbsolutePath(),
                home,
                System.getProperty("os.name", ""),
                () -> LocalSandboxManager.open(environment, home),
                () -> Directories.of(isRoot(), environment, home));
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            return false;
        }
    }
}
