package io.bailiwick.acceptance.traps;

import io.bailiwick.ExecResult;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxManager;
import io.bailiwick.SandboxSpec;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.FilesystemConfig;
import io.bailiwick.policy.FilesystemMode;
import io.bailiwick.policy.Permissions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Runs each line of its standard input in one sandbox and answers with one line: the exit code and
 * what was written, its lines separated by bars.
 */
public final class ShellSupervisor {

    private ShellSupervisor() {}

    /**
     * @param arguments a directory that is written through, and one that is read
     */
    public static void main(String[] arguments) throws IOException {
        CapabilityDeclaration capability =
                CapabilityDeclaration.builder()
                        .permissions(Permissions.SPAWN_SUBPROCESS)
                        .filesystemConfig(
                                FilesystemConfig.builder()
                                        .mode(FilesystemMode.READ_WRITE)
                                        .writablePaths(arguments[0])
                                        .readPaths(arguments[1])
                                        .build())
                        .build();
        SandboxSpec spec =
                SandboxSpec.builder()
                        .capability(capability)
                        .workingDirectory(Path.of(arguments[0]))
                        .build();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (SandboxManager manager = SandboxManager.local();
                Sandbox sandbox = manager.create(spec)) {
            System.out.println("ready");
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                ExecResult result = sandbox.run(line);
                String output = (result.stdout() + result.stderr()).strip();
                System.out.println(result.exitCode() + " " + output.replace('\n', '|'));
            }
        }
    }
}
