package io.bailiwick.linux.fuse;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process of its own that serves a directory until its standard input ends: the JVM of a test
 * must never share a process with a mount that it looks at.
 */
final class MountServer {

    private MountServer() {}

    public static void main(String[] arguments) throws IOException {
        Path source = Path.of(arguments[0]);
        Path mountPoint = Path.of(arguments[1]);
        boolean passthrough = arguments[2].contains("passthrough");
        var options =
                arguments[2].contains("shared")
                        ? PassthroughFileSystem.Options.shared()
                        : PassthroughFileSystem.Options.exclusive();
        var files = PassthroughFileSystem.open(source, options);
        try (var connection =
                FuseConnection.mount(
                        mountPoint, files, new MountOptions(true, true, passthrough))) {
            say("ready");
            boolean ended = false;
            while (!ended) {
                int command = System.in.read();
                switch (command) {
                    case 'p' -> say(Boolean.toString(connection.session().passthrough()));
                    case 'n' -> say(Integer.toString(files.nodes()));
                    case 'e' -> say(Integer.toString(connection.session().notifier().nextEpoch()));
                    case 'i' ->
                            say(
                                    Integer.toString(
                                            connection
                                                    .session()
                                                    .notifier()
                                                    .invalidateNode(FileSystem.ROOT)));
                    case 'a' -> say(Boolean.toString(connection.abort()));
                    case 'w' -> say(Boolean.toString(awaitEnd(connection)));
                    case -1 -> ended = true;
                    default -> {}
                }
            }
        }
        say("closed");
    }

    private static boolean awaitEnd(FuseConnection connection) {
        try {
            return connection.awaitEnd(Duration.ofSeconds(20));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
