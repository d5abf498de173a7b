package io.bailiwick.acceptance.crash;

import io.bailiwick.ExecRequest;
import io.bailiwick.Execution;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxManager;
import io.bailiwick.SandboxSpec;
import io.bailiwick.runtime.LocalSandboxManager;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Takes the audit's files away while an execution runs, and says what its caller is told. */
public final class AuditCutter {

    private AuditCutter() {}

    /**
     * @param arguments a working directory, and whether to cut
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        SandboxManager manager = SandboxManager.local();
        Sandbox sandbox =
                manager.create(
                        SandboxSpec.builder().workingDirectory(Path.of(arguments[0])).build());
        Execution execution = sandbox.spawn(ExecRequest.builder().argv("cat").stdinPipe().build());
        if (arguments[1].equals("cut")) {
            cut(((LocalSandboxManager) manager).directories().state().resolve("audit"));
        }
        execution.stdin().close();
        System.out.println(end(execution));
        System.out.flush();
        // Closing the manager would be audited as well.
        Runtime.getRuntime().halt(0);
    }

    private static String end(Execution execution) throws InterruptedException {
        try {
            return CompletableFuture.supplyAsync(execution::join)
                    .get(30, TimeUnit.SECONDS)
                    .outcome()
                    .word();
        } catch (ExecutionException e) {
            return String.valueOf(e.getCause()).split(":")[0];
        } catch (TimeoutException e) {
            return "hangs";
        }
    }

    private static void cut(Path audit) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(audit)) {
            for (Path file : files) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(0);
                }
            }
        }
    }
}
