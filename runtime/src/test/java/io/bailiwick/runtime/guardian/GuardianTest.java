package io.bailiwick.runtime.guardian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bailiwick.runtime.root.ComposedRoot;
import io.bailiwick.runtime.root.LaunchProgram;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GuardianTest {

    @TempDir private Path directory;

    private static void end(Guardian guardian) {
        ProcessHandle.of(guardian.pid()).orElseThrow().destroyForcibly();
        while (guardian.alive()) {
            Thread.onSpinWait();
        }
    }

    /** A guardian counts its sandboxes from one, and so does its successor at the same socket. */
    @Test
    void aKeyOfADeadGuardianIsNotSentToItsSuccessor() throws IOException {
        Guardian first = Guardian.start(directory, List.of());
        first.kill(1);
        end(first);
        Path socket = directory.resolve("guardian");
        Files.delete(socket);
        try (ServerSocketChannel successor =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            successor.bind(UnixDomainSocketAddress.of(socket)).configureBlocking(false);
            first.kill(1);

            assertThat(successor.accept()).isNull();
        }
    }

    @Test
    void anotherStartsWhereOneWasKilled() throws IOException {
        Guardian first = Guardian.start(directory, List.of());
        end(first);
        try (Guardian second = Guardian.start(directory, List.of())) {
            assertThat(second.alive()).isTrue();
            assertThat(second.pid()).isNotEqualTo(first.pid());
            second.kill(1);
        }
    }

    /**
     * On a hybrid host the launcher is born in its version 2 group; that must not excuse another
     * that is gone.
     */
    @Test
    void aMissingControlGroupIsAFailureAndNotALimitLess() throws IOException {
        Path only = Path.of("/sys/fs/cgroup");
        Path unified =
                Files.exists(only.resolve("cgroup.controllers")) ? only : only.resolve("unified");
        assumeTrue(Files.isWritable(unified), "missing feature: writable cgroup hierarchy");
        Path group = Files.createDirectory(unified.resolve(directory.getFileName().toString()));
        Path missing = only.resolve("pids/missing-" + group.getFileName());
        try (Guardian guardian = Guardian.start(directory, List.of())) {
            assertThatExceptionOfType(LaunchFailedException.class)
                    .isThrownBy(() -> guardian.launch(program(group, missing)))
                    .withMessageContaining("cgroup " + missing);
            // The control; the guardian has removed the group with what was left of the launcher.
            Files.createDirectory(group);
            assertThatExceptionOfType(LaunchFailedException.class)
                    .isThrownBy(() -> guardian.launch(program(group)))
                    .withMessageNotContaining("cgroup");
        } finally {
            while (Files.exists(group) && !group.toFile().delete()) {
                Thread.onSpinWait();
            }
        }
    }

    /** Everything works but the last step, in which there is no bubblewrap. */
    private static ByteBuffer program(Path... groups) {
        ComposedRoot empty = new ComposedRoot(List.of(), List.of(), List.of(), List.of());
        return new LaunchProgram(
                        true,
                        1_879_000_001,
                        1_879_000_001,
                        false,
                        Path.of("/nonexistent/bwrap"),
                        "sandbox",
                        1 << 20,
                        1024,
                        List.of(groups),
                        empty)
                .frame();
    }
}
