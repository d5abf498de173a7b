package io.bailiwick.acceptance.escape;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What must not be reached: files, a process with secrets and sockets, variables, a key, a
 * descriptor. All of it belongs to the user that the probe runs as, so that only a sandbox can
 * stand between them. Closing removes everything.
 */
final class Canaries implements AutoCloseable {
    private final Path base;
    private final Process victim;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final String name;
    private final String secret;

    private Canaries(Path base, String name, String secret, Process victim) {
        this.base = base;
        this.name = name;
        this.secret = secret;
        this.victim = victim;
    }

    /**
     * Plants a set.
     *
     * @param ordinary whether it belongs to the ordinary user
     */
    static Canaries plant(Probe probe, boolean ordinary) throws IOException {
        byte[] random = new byte[12];
        new Random().nextBytes(random);
        String token = HexFormat.of().formatHex(random);
        String name = "bailiwick-escape-" + token.substring(0, 8);
        String secret = "CANARY" + token;
        // The scratch directory proper is private in a sandbox and may be a small tmpfs.
        Path base = Files.createTempDirectory(Path.of("/var/tmp"), "bailiwick-escape");
        Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String directory :
                List.of("home/.ssh", "home/.aws", "writable", "workspace", "sockets", "read")) {
            Files.createDirectories(base.resolve(directory));
        }
        for (String file :
                List.of(
                        "home/.ssh/id_ed25519",
                        "home/.aws/credentials",
                        "file",
                        "writable/victim",
                        "read/readable")) {
            Files.writeString(base.resolve(file), secret + "\n");
        }
        Files.copy(probe.binary(), base.resolve("read/probe"));
        Files.setPosixFilePermissions(
                base.resolve("read/probe"), PosixFilePermissions.fromString("rwxr-xr-x"));
        if (ordinary) {
            Host.give(base);
        }
        List<String> hold = new ArrayList<>(ordinary ? Host.asOrdinaryUser() : List.of());
        hold.addAll(
                List.of(
                        base.resolve("read/probe").toString(),
                        "hold",
                        name,
                        base.resolve("sockets").toString(),
                        secret));
        Process victim = Host.builder(hold, Map.of("SECRET", secret)).start();
        Canaries canaries = new Canaries(base, name, secret, victim);
        BufferedReader out = victim.inputReader();
        String line = out.readLine();
        canaries.describe(ProbeLines.victim(line == null ? "" : line));
        return canaries;
    }

    private void describe(int[] victimAndPort) {
        values.put("secret", new StringBuilder(secret).reverse().toString());
        values.put("name", name);
        values.put("key", name);
        values.put("file", base.resolve("file").toString());
        values.put("home", base.resolve("home").toString());
        values.put("writable", base.resolve("writable").toString());
        values.put("readable", base.resolve("read/readable").toString());
        values.put("workspace", workspace().toString());
        values.put("hidden-path", base.toString());
        values.put("unix", base.resolve("sockets/" + name + ".sock").toString());
        values.put("pid", Integer.toString(victimAndPort[0]));
        values.put("tcp", Integer.toString(victimAndPort[1]));
        values.put("tcp-hex", ":%04X".formatted(victimAndPort[1]));
        values.put("lan", Host.ownAddress());
        values.put("boot-id", Host.read("/proc/sys/kernel/random/boot_id"));
        values.put("machine-id", Host.read("/etc/machine-id"));
        values.put("cmdline", Host.read("/proc/cmdline"));
        values.put("hostname", Host.read("/proc/sys/kernel/hostname"));
        values.put("memory", Host.line("/proc/meminfo", "MemTotal:").replaceAll("\\D", ""));
        values.put("btime", Host.line("/proc/stat", "btime"));
        values.put("threads", Host.read("/proc/loadavg").replaceAll(".*/(\\d+) .*", "$1"));
        values.put("passwd", lastAccount());
        EscapeLauncher.BOUNDS.forEach((key, bound) -> values.put(key, Long.toString(bound)));
        values.values().removeIf(String::isEmpty);
    }

    private static String lastAccount() {
        return Host.read("/etc/passwd")
                .lines()
                .reduce((first, second) -> second)
                .map(line -> line.substring(0, line.indexOf(':') + 1))
                .orElse("");
    }

    Path base() {
        return base;
    }

    Path workspace() {
        return base.resolve("workspace");
    }

    /** The directory with the probe and a readable file. */
    Path readable() {
        return base.resolve("read");
    }

    Path probe() {
        return base.resolve("read/probe");
    }

    boolean victimAlive() {
        return victim.isAlive();
    }

    /** The probe's {@code --canary} arguments. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        values.forEach((key, value) -> {
            arguments.add("--canary");
            arguments.add(key + "=" + value);
        });
        return arguments;
    }

    /** The environment of a careless caller. */
    Map<String, String> environment() {
        return Map.of(
                "HOME",
                base.resolve("home").toString(),
                "SECRET",
                secret,
                "NODE_OPTIONS",
                "--no-warnings",
                "GIT_SSH_COMMAND",
                "ssh",
                "SSH_AUTH_SOCK",
                base.resolve("sockets/" + name + ".sock").toString());
    }

    /** Prefix that leaves a key in the session keyring and a descriptor open. */
    List<String> carelessly() {
        return List.of(probe().toString(), "launch", name, secret, base.toString(), "--");
    }

    String secret() {
        return secret;
    }

    @Override
    public void close() throws IOException {
        victim.getOutputStream().close();
        boolean interrupted = false;
        try {
            victim.waitFor();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        Host.remove(base);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
