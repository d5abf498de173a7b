package io.bailiwick.runtime.guardian;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
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
}
