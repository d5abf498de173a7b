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
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GuardianTest {

    private static final int HOST_ID = 1_879_000_001;

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

    /** As a file system would keep it waiting whose server is gone. */
    @Test
    void aLaunchThatHangsIsGivenUpAndLeavesNothing() throws IOException {
        Path program = hangingProgram();
        try (Guardian guardian = Guardian.start(directory, List.of())) {
            assertThatExceptionOfType(LaunchFailedException.class)
                    .isThrownBy(() -> guardian.launch(program(program, Duration.ofMillis(300))))
                    .withMessage("launcher: launch: no answer in time")
                    .matches(LaunchFailedException::lost);
            while (children(guardian).findAny().isPresent()) {
                Thread.onSpinWait();
            }
            // It serves on.
            assertThatExceptionOfType(LaunchFailedException.class)
                    .isThrownBy(() -> guardian.launch(program()))
                    .withMessageContaining("no such file")
                    .matches(e -> !e.lost());
        }
    }

    @Test
    void aLauncherThatIsKilledIsSaidToBeLost() throws Exception {
        Path program = hangingProgram();
        try (Guardian guardian = Guardian.start(directory, List.of());
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<Launched> launch =
                    other.submit(() -> guardian.launch(program(program, Duration.ofMinutes(10))));
            Optional<ProcessHandle> launcher = Optional.empty();
            while (launcher.isEmpty()) {
                launcher = children(guardian).findAny();
            }
            launcher.get().destroyForcibly();

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(launch::get)
                    .havingCause()
                    .withMessage("launcher: killed")
                    .isInstanceOfSatisfying(
                            LaunchFailedException.class,
                            failed -> assertThat(failed.lost()).isTrue());
        }
    }

    @Test
    void aLaunchWhoseGuardianDiesFailsAndTheGuardianIsKnownToHaveEnded() throws Exception {
        Path program = hangingProgram();
        Guardian guardian = Guardian.start(directory, List.of());
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<Launched> launch =
                    other.submit(() -> guardian.launch(program(program, Duration.ofMinutes(10))));
            while (children(guardian).findAny().isEmpty()) {
                Thread.onSpinWait();
            }
            ProcessHandle.of(guardian.pid()).orElseThrow().destroyForcibly();

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(launch::get)
                    .withCauseInstanceOf(IOException.class)
                    .havingCause()
                    .isNotInstanceOf(LaunchFailedException.class);
            assertThat(guardian.ended()).isTrue();
            assertThat(guardian.alive()).isFalse();
        }
    }

    private static Stream<ProcessHandle> children(Guardian guardian) {
        return ProcessHandle.of(guardian.pid()).orElseThrow().children();
    }

    /** In bubblewrap's place; the sandbox's own uid has to reach it. */
    private Path hangingProgram() throws IOException {
        Path program = Files.writeString(directory.resolve("hang"), "#!/bin/sh\nsleep 1000\n");
        for (Path path : List.of(directory, program)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return program;
    }

    /** Everything works but the last step, in which there is no bubblewrap. */
    private static ByteBuffer program(Path... groups) throws IOException {
        return program(Path.of("/nonexistent/bwrap"), Duration.ofMinutes(10), groups);
    }

    private static ByteBuffer program(Path bubblewrap, Duration patience, Path... groups)
            throws IOException {
        Path self = Path.of("/proc/self");
        int user = (Integer) Files.getAttribute(self, "unix:uid");
        int group = (Integer) Files.getAttribute(self, "unix:gid");
        boolean root = user == 0;
        ComposedRoot empty = new ComposedRoot(List.of(), List.of(), List.of(), List.of());
        return new LaunchProgram(
                        root,
                        root ? HOST_ID : user,
                        root ? HOST_ID : group,
                        false,
                        bubblewrap,
                        "sandbox",
                        1 << 20,
                        1024,
                        List.of(groups),
                        patience,
                        empty)
                .frame();
    }
}
