package io.bailiwick.acceptance.crash;

import io.bailiwick.ExecRequest;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxManager;
import io.bailiwick.SandboxSpec;
import java.nio.file.Path;

/** The command that somebody runs after another has been killed: one sandbox, one execution. */
public final class NextSupervisor {

    private NextSupervisor() {}

    /**
     * @param arguments the working directory
     */
    public static void main(String[] arguments) {
        SandboxSpec spec = SandboxSpec.builder().workingDirectory(Path.of(arguments[0])).build();
        try (SandboxManager manager = SandboxManager.local();
                Sandbox sandbox = manager.create(spec)) {
            System.out.println(sandbox.exec(ExecRequest.ofArgv("echo", "works")).stdout().strip());
        }
    }
}
