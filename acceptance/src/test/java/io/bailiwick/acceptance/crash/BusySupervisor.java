package io.bailiwick.acceptance.crash;

import io.bailiwick.ExecRequest;
import io.bailiwick.Execution;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxException;
import io.bailiwick.SandboxManager;
import io.bailiwick.SandboxSpec;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.FilesystemConfig;
import io.bailiwick.policy.FilesystemMode;
import io.bailiwick.policy.Permissions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program with a supervisor that is to be killed: two threads create sandboxes, run trees of
 * processes in them and destroy them, until standard input ends. It says each step on a line that
 * ends with {@code " ."}: a line without was cut by the kill.
 */
public final class BusySupervisor {

    private final SandboxManager manager;
    private final SandboxSpec spec;
    private final String token;
    private volatile boolean stopping;

    private BusySupervisor(SandboxManager manager, Path directory, String token) {
        this.manager = manager;
        this.token = token;
        spec =
                SandboxSpec.builder()
                        .capability(
                                CapabilityDeclaration.builder()
                                        .permissions(Permissions.SPAWN_SUBPROCESS)
                                        .filesystemConfig(
                                                FilesystemConfig.builder()
                                                        .mode(FilesystemMode.READ_WRITE)
                                                        .build())
                                        .build())
                        .workingDirectory(directory)
                        .build();
    }

    /**
     * @param arguments the working directory, and a number that is an argument of every process
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (SandboxManager manager = SandboxManager.local()) {
            new BusySupervisor(manager, Path.of(arguments[0]), arguments[1]).run();
        }
    }

    private void run() throws IOException, InterruptedException {
        Sandbox resident = manager.create(spec);
        resident.exec(tree());
        say("resident " + resident.id());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            threads.add(Thread.ofPlatform().start(this::work));
        }
        while (System.in.read() >= 0) {}
        stopping = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void work() {
        while (!stopping) {
            say("launching");
            try (Sandbox sandbox = manager.create(spec)) {
                say("created " + sandbox.id());
                for (int i = 0; i < 2; i++) {
                    say("executing");
                    Execution execution = sandbox.spawn(tree());
                    execution.join();
                    say("executed " + execution.id());
                }
            } catch (SandboxException e) {
                say("failed: " + String.valueOf(e.getMessage()).replace('\n', ' '));
            }
        }
    }

    /** Leaves a process and a daemon behind, and in a layer what is hard to remove. */
    private ExecRequest tree() {
        return ExecRequest.builder()
                .command(
                        """
                        sleep 300 0.TOKEN > /dev/null 2>&1 &
                        (setsid sleep 300 0.TOKEN > /dev/null 2>&1 &)
                        mkdir -p -m 0 /opt/closed; ln -sfn / /opt/link; echo x > made
                        """
                                .replace("TOKEN", token))
                .build();
    }

    private static void say(String what) {
        System.out.println(what + " .");
    }
}
