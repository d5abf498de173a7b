package io.bailiwick.acceptance.escape;

import io.bailiwick.ExecRequest;
import io.bailiwick.Execution;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxManager;
import io.bailiwick.SandboxSpec;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.FilesystemConfig;
import io.bailiwick.policy.Permissions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The probe, canaries of the caller's own and a manager, for each test afresh. */
abstract class PlantedCanaries {

    private Path directory;
    private Canaries canaries;
    private SandboxManager manager;

    @BeforeEach
    final void plant() throws IOException {
        directory = Files.createTempDirectory(Path.of("/var/tmp"), "bailiwick-probe");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        canaries = Canaries.plant(Probe.build(directory), false);
        manager = SandboxManager.local();
    }

    @AfterEach
    final void remove() throws IOException {
        manager.close();
        canaries.close();
        Host.remove(directory);
    }

    /** Where the probe was built. */
    final Path directory() {
        return directory;
    }

    final Canaries canaries() {
        return canaries;
    }

    final SandboxManager manager() {
        return manager;
    }

    /** The sandbox of the suite: it writes through the workspace and sees the probe. */
    final Sandbox sandbox() {
        return manager.create(EscapeLauncher.spec(canaries.workspace(), canaries.readable()));
    }

    /** What a sandbox with other files is made of. */
    final SandboxSpec spec(FilesystemConfig files) {
        CapabilityDeclaration capability =
                CapabilityDeclaration.builder()
                        .permissions(Permissions.SPAWN_SUBPROCESS)
                        .filesystemConfig(files)
                        .build();
        return SandboxSpec.builder()
                .capability(capability)
                .workingDirectory(canaries.workspace())
                .build();
    }

    /** The probe with these arguments, for a minute at most. */
    final ExecRequest probe(String... arguments) {
        return request(arguments).build();
    }

    final ExecRequest.Builder request(String... arguments) {
        List<String> command = new ArrayList<>(List.of(canaries.probe().toString()));
        command.addAll(List.of(arguments));
        return ExecRequest.builder().argv(command).timeout(Duration.ofMinutes(1));
    }

    static BufferedReader lines(Execution execution) {
        return new BufferedReader(
                new InputStreamReader(execution.stdout(), StandardCharsets.UTF_8));
    }
}
