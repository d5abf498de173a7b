package io.bailiwick.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiwick.linux.proc.MountInfo;
import io.bailiwick.linux.proc.ProcNamespaces;
import io.bailiwick.plan.LimitPlan;
import io.bailiwick.runtime.exec.Ready;
import io.bailiwick.runtime.root.ComposedRoot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A process without a sandbox, held against what every sandbox is held to. That a sandbox meets it
 * is shown by each one that starts.
 */
class PostureTest {

    private static final long NOBODYS_UID = 4_000_000_000L;
    private static final int FILTERS_OF_NO_PROCESS = 99;

    private Process bare;

    @BeforeEach
    void startAProcess() throws Exception {
        bare = new ProcessBuilder("sleep", "600").start();
    }

    @AfterEach
    void endIt() throws Exception {
        bare.destroyForcibly().waitFor();
    }

    private List<String> faults() throws Exception {
        LimitPlan limits =
                new LimitPlan(
                        1,
                        true,
                        Duration.ofSeconds(1),
                        Optional.empty(),
                        Optional.empty(),
                        1,
                        1,
                        1,
                        Optional.empty(),
                        Optional.empty(),
                        true);
        ComposedRoot nothing = new ComposedRoot(List.of(), List.of(), List.of(), List.of());
        return Posture.check(
                bare.pid(),
                new Ready(1, 0, true, List.of(0, 1, 2, 4, 9)),
                NOBODYS_UID,
                FILTERS_OF_NO_PROCESS,
                limits,
                nothing,
                true);
    }

    @Test
    void aBareProcessFallsShortOfEveryCheck() throws Exception {
        List<String> faults = faults();

        List<String> expected =
                new ArrayList<>(
                        List.of(
                                "capabilities are left: ",
                                "no_new_privs is not set",
                                "seccomp mode ",
                                "runs as host uid ",
                                "is not PID 1 of a namespace of its own",
                                "descriptors [0, 1, 2, 4, 9] instead of ",
                                "Max open files is ",
                                "Max processes is ",
                                "an unplanned mount at /",
                                "/ can be written",
                                "/ honours setuid bits",
                                "Landlock is offered by the kernel and not in force"));
        for (ProcNamespaces.Kind kind : ProcNamespaces.Kind.values()) {
            if (kind != ProcNamespaces.Kind.TIME) {
                expected.add("shares the host's " + kind + " namespace");
            }
        }
        if (!isReadOnly("/proc/sys")) {
            expected.add("/proc/sys is the host's own");
        }
        for (String beginning : expected) {
            assertThat(faults).anyMatch(fault -> fault.startsWith(beginning));
        }
    }

    /** In some containers the host's is. */
    private static boolean isReadOnly(String path) throws IOException {
        return MountInfo.at(MountInfo.read(Path.of("/proc/self/mountinfo")), path)
                .filter(MountInfo.Mount::readOnly)
                .isPresent();
    }

    @Test
    void aProcessThatIsGoneCannotBeRead() throws Exception {
        bare.destroyForcibly().waitFor();

        assertThatThrownBy(this::faults).isInstanceOf(IOException.class);
    }
}
