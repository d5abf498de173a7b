package io.bailiwick.runtime.doctor;

import io.bailiwick.Denial;
import io.bailiwick.ExecResult;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.Permissions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Probes of what an agent can reach: files, network, variables, processes, system calls. */
final class AccessProbes {

    /** Set in the environment that the doctor's sandboxes are made from. */
    static final String PLAIN_VARIABLE = "DOCTOR_PROBE_PLAIN";

    static final String SECRET_VARIABLE = "DOCTOR_PROBE_TOKEN";

    static final String PLAIN_VALUE = "plain-value-of-the-doctor";
    static final String SECRET_VALUE = "secret-value-of-the-doctor";

    private static final CapabilityDeclaration SPAWNING = CapabilityDeclaration.safeDefault();

    private AccessProbes() {}

    static List<Probe> all() {
        return List.of(
                new Probe("filesystem_config", AccessProbes::files),
                new Probe("network_egress_rules", AccessProbes::network),
                new Probe("env_allowlist", AccessProbes::environment),
                new Probe("permissions." + Permissions.SPAWN_SUBPROCESS, AccessProbes::spawning),
                new Probe("system calls", AccessProbes::systemCalls));
    }

    private static Proof files(ProbeBench bench) throws IOException {
        Path created = bench.work().resolve("created");
        Path temporary = Path.of("/tmp", "bailiwick-doctor-" + bench.token);
        ExecResult result =
                bench.shell(
                        SPAWNING,
                        "cat visible .env '"
                                + bench.secret()
                                + "'; echo x > created; echo x > visible; echo private > "
                                + temporary
                                + " && cat "
                                + temporary);
        List<String> faults = new ArrayList<>();
        String out = result.stdout();
        require(
                out.contains("visible-"),
                "a file of the working directory is not readable",
                faults);
        require(out.contains("private"), "/tmp takes no file", faults);
        require(!out.contains("secret-"), "a file that was not named is readable", faults);
        require(!out.contains("hidden-"), ".env is readable", faults);
        require(Files.notExists(created), "a file was created on the host", faults);
        require(Files.notExists(temporary), "/tmp is the host's", faults);
        require(
                Files.readString(bench.work().resolve("visible")).startsWith("visible-"),
                "a file of the host was changed",
                faults);
        return Proof.when(
                faults.isEmpty(),
                "read the working directory; a file outside, .env and every write refused",
                String.join("; ", faults));
    }

    private static void require(boolean held, String fault, List<String> faults) {
        if (!held) {
            faults.add(fault);
        }
    }

    /** A listener on the host's loopback, which the host reaches and the sandbox must not. */
    private static Proof network(ProbeBench bench) throws IOException {
        if (!Files.isExecutable(Path.of("/bin/bash"))) {
            return new Proof.Untried("needs bash, whose /dev/tcp connects");
        }
        try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            try (Socket control = new Socket(server.getInetAddress(), server.getLocalPort());
                    Socket accepted = server.accept()) {
                require(accepted.isConnected() && control.isConnected());
            }
            String line =
                    "exec 3<>/dev/tcp/127.0.0.1/" + server.getLocalPort() + " && echo connected";
            ExecResult result = bench.run(SPAWNING, List.of("/bin/bash", "-c", line));
            boolean reached = result.stdout().contains("connected") || accepts(server);
            return Proof.when(
                    !reached,
                    "a listener of the host, reached from the host, is not reached from inside",
                    "a listener of the host was reached from inside");
        }
    }

    private static void require(boolean connected) throws IOException {
        if (!connected) {
            throw new IOException("this host cannot connect to itself");
        }
    }

    private static boolean accepts(ServerSocket server) throws IOException {
        server.setSoTimeout(1);
        try (Socket _ = server.accept()) {
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private static Proof environment(ProbeBench bench) {
        String closed = bench.shell(SPAWNING, "exec env").stdout();
        String open =
                bench.shell(
                                CapabilityDeclaration.builder()
                                        .permissions(
                                                Permissions.READ_ENV, Permissions.SPAWN_SUBPROCESS)
                                        .build(),
                                "exec env")
                        .stdout();
        List<String> faults = new ArrayList<>();
        require(!closed.contains(PLAIN_VALUE), "a variable passed without read_env", faults);
        require(open.contains(PLAIN_VALUE), "a variable did not pass with read_env", faults);
        require(!(open + closed).contains(SECRET_VALUE), "a variable *_TOKEN passed", faults);
        return Proof.when(
                faults.isEmpty(),
                "no variable without read_env; with it all but a secret",
                String.join("; ", faults));
    }

    private static Proof spawning(ProbeBench bench) {
        ExecResult result =
                bench.shell(CapabilityDeclaration.defaults(), "/bin/echo spawned; exit 0");
        boolean counted =
                result.denials().stream().anyMatch(denial -> denial.kind() == Denial.Kind.SPAWN);
        return Proof.when(
                counted && !result.stdout().contains("spawned"),
                "a shell could not start a program, and the attempt was counted",
                "a shell started a program, or the attempt was not counted");
    }

    private static Proof systemCalls(ProbeBench bench) throws IOException {
        String line = "unshare --user --map-root-user true";
        boolean possible = ProbeBench.onHost(line);
        ExecResult result =
                bench.shell(
                        SPAWNING,
                        "cat /proc/self/status; " + line + " && echo entered-a-namespace");
        String out = result.stdout();
        List<String> faults = new ArrayList<>();
        require(out.contains("Seccomp:\t2"), "no filter is in force", faults);
        require(out.contains("NoNewPrivs:\t1"), "no_new_privs is not set", faults);
        require(out.contains("CapEff:\t0000000000000000"), "capabilities are left", faults);
        require(!out.contains("entered-a-namespace"), "a new namespace was entered", faults);
        return Proof.when(
                faults.isEmpty(),
                possible
                        ? "filter in force, no capability, a new user namespace refused"
                        : "filter in force, no capability",
                String.join("; ", faults));
    }
}
