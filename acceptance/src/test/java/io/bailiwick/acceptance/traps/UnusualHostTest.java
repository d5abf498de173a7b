package io.bailiwick.acceptance.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bailiwick.acceptance.Caller;
import io.bailiwick.acceptance.crash.ControlGroups;
import io.bailiwick.acceptance.crash.PrivateState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hosts that are shaped as containers shape theirs, or as nobody should. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnusualHostTest {

    /**
     * Runs the rest of its arguments under a filter that knows no clone3(2), as many containers'
     * do.
     */
    private static final String WITHOUT_CLONE3 =
            """
            import ctypes, errno, os, struct, sys
            def step(code, yes, no, value): return struct.pack('=HBBI', code, yes, no, value)
            LOAD, EQUAL, RETURN, CLONE3 = 0x20, 0x15, 0x06, 435
            steps = (step(LOAD, 0, 0, 0) + step(EQUAL, 0, 1, CLONE3)
                     + step(RETURN, 0, 0, 0x50000 | errno.ENOSYS) + step(RETURN, 0, 0, 0x7fff0000))
            code = ctypes.create_string_buffer(steps, len(steps))
            program = struct.pack('@HP', len(steps) // 8, ctypes.addressof(code))
            libc = ctypes.CDLL(None, use_errno=True)
            if os.geteuid() != 0: assert libc.prctl(38, 1, 0, 0, 0) == 0
            assert libc.prctl(22, 2, program) == 0, ctypes.get_errno()
            assert libc.syscall(CLONE3, None, 0) == -1 and ctypes.get_errno() == errno.ENOSYS
            os.execvp(sys.argv[1], sys.argv[1:])
            """;

    @TempDir private Path base;
    private PrivateState files;
    private Path work;

    @BeforeEach
    void prepare() throws IOException {
        files = PrivateState.in(base.toRealPath());
        work = Files.createDirectory(base.toRealPath().resolve("work"));
    }

    private static void assumeRoot() {
        assumeTrue(Caller.root(), "needs root: mounts");
    }

    private Process start(List<String> around, String before) throws IOException {
        List<String> command = new ArrayList<>(around);
        ProcessBuilder plain =
                files.program(before, ShellSupervisor.class, work.toString(), work.toString());
        command.addAll(plain.command());
        return plain.command(command).start();
    }

    @Test
    void underAFilterThatRefusesClone3ASandboxIsInAllItsGroups() throws Exception {
        Process supervisor = start(List.of("python3", "-c", WITHOUT_CLONE3), "");
        try (Writer lines = supervisor.outputWriter(StandardCharsets.UTF_8);
                BufferedReader answers = supervisor.inputReader(StandardCharsets.UTF_8)) {
            assertThat(answers.readLine()).as(files.complaints()).isEqualTo("ready");
            List<Path> groups = ControlGroups.ofSandboxes(files.supervisors().getFirst());
            for (Path group : groups) {
                List<String> members = Files.readAllLines(group.resolve("cgroup.procs"));
                assertThat(members).as("bubblewrap and init in %s", group).hasSize(2);
            }
            lines.append("echo up\n").flush();
            assertThat(answers.readLine()).isEqualTo("0 up");
        }
        assertThat(supervisor.waitFor()).isZero();
    }

    /** The host's /proc may be covered where the sandbox's own is not. */
    @Test
    void whatTheHostHidesOfItsOwnProcIsMaskedAllTheSame() throws Exception {
        assumeRoot();
        String hostsOwn = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        Process supervisor = start(List.of(), "mount -t tmpfs none /proc/sys/kernel/random");
        supervisor.outputWriter().append("cat /proc/sys/kernel/random/boot_id\n").close();

        List<String> answers = supervisor.inputReader().lines().toList();

        assertThat(answers).as(files.complaints()).hasSize(2).first().isEqualTo("ready");
        assertThat(answers.getLast()).startsWith("0 ").hasSize(38).doesNotContain(hostsOwn);
    }

    @Test
    void aDeviceThatIsAnotherThanItsNameSaysIsRefused() throws Exception {
        assumeRoot();
        String nodes = "for n in null zero random urandom tty; do cp -a /dev/$n /mnt; done; ";
        String bound = "mount --bind /mnt /dev";
        assertThat(answers("mount -t tmpfs none /mnt; cp -a /dev/full /mnt; " + nodes + bound))
                .containsExactly("ready");

        assertThat(answers("mount -t tmpfs none /mnt; mknod /mnt/full c 10 229; " + nodes + bound))
                .isEmpty();
        assertThat(files.complaints()).contains("devices /dev/full");
    }

    private List<String> answers(String before) throws IOException {
        Process supervisor = start(List.of(), before);
        supervisor.getOutputStream().close();
        return supervisor.inputReader().lines().toList();
    }
}
