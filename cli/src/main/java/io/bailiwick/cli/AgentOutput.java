package io.bailiwick.cli;

import io.bailiwick.OutputSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Passes an agent's output on. When it cannot be passed on any more the agent is ended, as a
 * program would be that writes to a closed pipe itself. Written by one thread, read after the end.
 */
final class AgentOutput implements OutputSink {

    private final OutputSink destination;
    private final Runnable onFailure;
    private volatile @Nullable IOException failure;
    private volatile byte last = '\n';

    AgentOutput(OutputSink destination, Runnable onFailure) {
        this.destination = destination;
        this.onFailure = onFailure;
    }

    @Override
    public void accept(ByteBuffer bytes) throws IOException {
        if (!bytes.hasRemaining()) {
            return;
        }
        last = bytes.get(bytes.limit() - 1);
        try {
            destination.accept(bytes);
        } catch (IOException e) {
            failure = e;
            onFailure.run();
            throw e;
        }
    }

    /** Why output was lost, if it was. */
    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether the agent's last line has no end. */
    boolean endsWithinLine() {
        return last != '\n';
    }
}
