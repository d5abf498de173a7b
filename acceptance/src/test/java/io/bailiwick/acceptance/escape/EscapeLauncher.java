package io.bailiwick.acceptance.escape;

import io.bailiwick.ExecRequest;
import io.bailiwick.ExecResult;
import io.bailiwick.Outcome;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxManager;
import io.bailiwick.SandboxSpec;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.FilesystemConfig;
import io.bailiwick.policy.FilesystemMode;
import io.bailiwick.policy.Permissions;
import io.bailiwick.policy.ResourceLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Runs the probe in sandboxes and prints its lines. A program of its own, so that a caller's
 * environment, keyring and descriptors are really those of the process that starts a sandbox.
 *
 * <p>Arguments: workspace, readable directory, prefixes of cases that share a sandbox, ids of cases
 * that each have one, then the probe's canaries.
 */
final class EscapeLauncher {
    private static final int MEBIBYTES = 256;
    private static final int PROCESSES = 128;
    private static final int DESCRIPTORS = 256;
    private static final int DISK_MEBIBYTES = 64;

    /** What the probe tries to take: always more than the capability grants. */
    static final Map<String, Long> BOUNDS =
            Map.of(
                    "mebibytes", 400L,
                    "disk-mebibytes", 96L,
                    "processes", 200L,
                    "descriptors", 300L,
                    "terminals", 300L,
                    "inodes", 20_000L,
                    "timers", 70_000L);

    private EscapeLauncher() {}

    public static void main(String[] arguments) {
        Path workspace = Path.of(arguments[0]);
        Path readable = Path.of(arguments[1]);
        List<String> together = List.of(arguments[2].split(",", -1));
        List<String> alone = List.of(arguments[3].split(",", -1));
        List<String> canaries = Arrays.asList(arguments).subList(4, arguments.length);
        try (SandboxManager manager = SandboxManager.local()) {
            SandboxSpec spec = spec(workspace, readable);
            System.out.print(run(manager, spec, readable, together, canaries).stdout());
            for (String id : alone) {
                if (id.isEmpty()) {
                    continue;
                }
                System.out.println(one(manager, spec, readable, id, canaries));
            }
        }
    }

    static SandboxSpec spec(Path workspace, Path readable) {
        CapabilityDeclaration capability =
                CapabilityDeclaration.builder()
                        .permissions(Permissions.SPAWN_SUBPROCESS)
                        .filesystemConfig(
                                FilesystemConfig.builder()
                                        .mode(FilesystemMode.READ_WRITE)
                                        .writablePaths(workspace.toString())
                                        .readPaths(readable.toString())
                                        .build())
                        .resourceLimits(
                                ResourceLimits.builder()
                                        .maxMemoryMb(MEBIBYTES)
                                        .maxPids(PROCESSES)
                                        .maxOpenFiles(DESCRIPTORS)
                                        .maxDiskMb(DISK_MEBIBYTES)
                                        .build())
                        .build();
        return SandboxSpec.builder().capability(capability).workingDirectory(workspace).build();
    }

    private static ExecResult run(
            SandboxManager manager,
            SandboxSpec spec,
            Path readable,
            List<String> cases,
            List<String> canaries) {
        List<String> command = new ArrayList<>();
        command.add(readable.resolve("probe").toString());
        command.add("run-all");
        command.addAll(cases);
        command.addAll(canaries);
        try (Sandbox sandbox = manager.create(spec)) {
            return sandbox.exec(
                    ExecRequest.builder().argv(command).timeout(Duration.ofMinutes(3)).build());
        }
    }

    /** The line of one case; a sandbox that was ended for its limits is an answer too. */
    private static String one(
            SandboxManager manager,
            SandboxSpec spec,
            Path readable,
            String id,
            List<String> canaries) {
        ExecResult result = run(manager, spec, readable, List.of(id), canaries);
        String line = result.stdout().strip();
        if (!line.isEmpty()) {
            return line;
        }
        return switch (result.outcome()) {
            case Outcome.LimitBreached breached -> line(id, "BLOCKED", breached.reason());
            case Outcome.Exited o -> line(id, "NOT_EXERCISABLE", o.reason());
            case Outcome.Signalled o -> line(id, "NOT_EXERCISABLE", o.reason());
            case Outcome.TimedOut o -> line(id, "NOT_EXERCISABLE", o.reason());
            case Outcome.Cancelled o -> line(id, "NOT_EXERCISABLE", o.reason());
            case Outcome.Lost o -> line(id, "NOT_EXERCISABLE", o.reason());
        };
    }

    private static String line(String id, String result, String detail) {
        return "{\"id\":\"%s\",\"result\":\"%s\",\"errno\":0,\"detail\":\"%s\"}"
                .formatted(id, result, detail.replace('"', '\''));
    }
}
