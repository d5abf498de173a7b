package io.bailiwick.acceptance.escape;

import io.bailiwick.acceptance.Caller;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The machine that the suite runs on: its user, its identity, its programs. */
final class Host {
    /** An ordinary user for a suite that root runs; no account needs to exist. */
    static final int ORDINARY_USER = 61_234;

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private Host() {}

    /** Prefix that runs a command as the ordinary user; empty where that is the caller. */
    static List<String> asOrdinaryUser() {
        String user = Integer.toString(ORDINARY_USER);
        return Caller.root()
                ? List.of("setpriv", "--reuid", user, "--regid", user, "--clear-groups")
                : List.of();
    }

    /** Hands a tree to the ordinary user. Links are not followed. */
    static void give(Path tree) throws IOException {
        if (!Caller.root()) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.toList()) {
                Files.setAttribute(path, "unix:uid", ORDINARY_USER, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(path, "unix:gid", ORDINARY_USER, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    /** Removes a tree, whatever the user of a sandbox left in it. Links are not followed. */
    static void remove(Path tree) throws IOException {
        run(List.of("rm", "-rf", "--one-file-system", tree.toString()), Map.of());
        if (Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("not removed: " + tree);
        }
    }

    static String read(String path) {
        try {
            return Files.readString(Path.of(path)).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** The first line of a file that starts with a prefix. */
    static String line(String path, String prefix) {
        return read(path).lines().filter(line -> line.startsWith(prefix)).findFirst().orElse("");
    }

    static String ownAddress() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address)
                    .filter(address -> !address.isLoopbackAddress())
                    .map(InetAddress::getHostAddress)
                    .findFirst()
                    .orElse("127.0.0.2");
        } catch (SocketException e) {
            return "127.0.0.2";
        }
    }

    static Optional<Path> program(String name) {
        return Stream.of("/usr/bin", "/bin", "/usr/sbin", "/sbin")
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Runs a command to its end and gives its standard output. Its standard error is the test's
     * own.
     *
     * @param environment the whole environment of the command, PATH excepted
     */
    static String run(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = builder(command, environment);
        Process process = builder.start();
        process.getOutputStream().close();
        Thread guard =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                                    process.destroyForcibly();
                                }
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            guard.interrupt();
        }
    }

    static ProcessBuilder builder(List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().putAll(environment);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        return builder;
    }
}
