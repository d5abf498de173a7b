package io.bailiwick.runtime.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.linux.cgroup.CgroupHost;
import io.bailiwick.linux.cgroup.CgroupSupport;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Supervisors of several processes that start at the same time. */
@Timeout(120)
class RivalsTest {

    private static final int IDS = 150;
    private static final String DEAD = "s-000000000000";

    @TempDir private Path temporary;
    private Directories directories;

    @BeforeEach
    void prepare() throws IOException {
        directories =
                new Directories(temporary.resolve("state"), temporary.resolve("run")).prepare();
    }

    @Test
    void noTwoSupervisorsTakeTheSameAbandonedId() throws Exception {
        Path ids = Files.createDirectory(directories.run().resolve("ids"));
        for (int i = 0; i < IDS; i++) {
            Files.writeString(ids.resolve(Long.toString(HostIds.FIRST + i)), DEAD);
        }
        List<Process> rivals = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            rivals.add(Rival.start(directories, "ids", IDS));
        }
        List<BufferedReader> answers = new ArrayList<>();
        for (Process rival : rivals) {
            BufferedReader answer = rival.inputReader(StandardCharsets.UTF_8);
            assertThat(answer.readLine()).isEqualTo("ready");
            answers.add(answer);
        }
        for (Process rival : rivals) {
            rival.outputWriter().append("go\n").flush();
        }
        List<String> taken = new ArrayList<>();
        for (BufferedReader answer : answers) {
            taken.addAll(List.of(answer.readLine().split(" ")));
        }
        for (Process rival : rivals) {
            rival.outputWriter().close();
            assertThat(rival.waitFor()).isZero();
        }

        assertThat(taken).hasSize(3 * IDS).doesNotHaveDuplicates();
    }

    @Test
    void anIdThatASupervisorLeftUnfinishedIsTaken() throws IOException {
        Path ids = Files.createDirectory(directories.run().resolve("ids"));
        Files.createFile(ids.resolve(Long.toString(HostIds.FIRST)));
        try (SupervisorDirectory own = SupervisorDirectory.create(directories, new Random())) {
            HostIds taker = new HostIds(directories, own.name(), () -> 0);

            assertThat(taker.take()).isEqualTo(HostIds.FIRST);
            assertThat(taker.take()).isEqualTo(HostIds.FIRST + 1);
            HostIds.sweep(directories);
            assertThat(ids.resolve(Long.toString(HostIds.FIRST))).hasContent(own.name());
        }
    }

    @Test
    void aSweepRemovesNoSupervisorThatIsJustBeingMade() throws Exception {
        CgroupSupport cgroups = CgroupHost.detect();
        Process rival = Rival.start(directories, "directories", 1500);
        BufferedReader answer = rival.inputReader(StandardCharsets.UTF_8);
        assertThat(answer.readLine()).isEqualTo("ready");
        rival.outputWriter().append("go\n").flush();
        int sweeps = 0;
        while (rival.isAlive()) {
            Sweep.run(directories, cgroups);
            sweeps++;
        }

        assertThat(answer.readLine()).isEqualTo("0");
        assertThat(sweeps).isGreaterThan(100);
        assertThat(directories.run()).isEmptyDirectory();
    }
}
