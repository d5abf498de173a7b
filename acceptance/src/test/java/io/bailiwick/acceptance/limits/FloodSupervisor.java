package io.bailiwick.acceptance.limits;

import io.bailiwick.ExecRequest;
import io.bailiwick.ExecResult;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxManager;
import io.bailiwick.SandboxSpec;
import java.io.IOException;
import java.nio.file.Path;

/** A program that runs a command with much output, and says what it has seen of it. */
public final class FloodSupervisor {

    private static final int KEPT = 1 << 20;

    private FloodSupervisor() {}

    /**
     * @param arguments {@code sandbox} or {@code naive}, a working directory, and the number of
     *     bytes
     */
    public static void main(String[] arguments) throws IOException {
        String[] command = {"head", "-c", arguments[2], "/dev/zero"};
        if (arguments[0].equals("naive")) {
            Process process = new ProcessBuilder(command).start();
            System.out.println(process.getInputStream().readAllBytes().length);
            return;
        }
        SandboxSpec spec = SandboxSpec.builder().workingDirectory(Path.of(arguments[1])).build();
        try (SandboxManager manager = SandboxManager.local();
                Sandbox sandbox = manager.create(spec)) {
            ExecResult result =
                    sandbox.exec(
                            ExecRequest.builder()
                                    .argv(command)
                                    .captureLimit(KEPT)
                                    .noTimeout()
                                    .build());
            System.out.printf(
                    "exit %d, %d written, %d kept, truncated %b%n",
                    result.exitCode(),
                    result.out().total(),
                    result.out().size(),
                    result.truncated());
        }
    }
}
