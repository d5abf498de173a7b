package io.bailiwick.cli;

import io.bailiwick.Execution;
import io.bailiwick.OutputSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Passes an agent's output on. When it cannot be passed on any more the agent is ended, as a
 * program would be that writes to a closed pipe itself. Thread-safe; {@code execution} and {@code
 * failure} are guarded by it.
 */
final class AgentOutput implements OutputSink {

    private final OutputSink destination;
    private volatile byte last = '\n';
    private @Nullable Execution execution;
    private @Nullable IOException failure;

    AgentOutput(OutputSink destination) {
        this.destination = destination;
    }

    /** Whose output it is; the first bytes may have come already. */
    synchronized void belongsTo(Execution running) {
        execution = running;
        if (failure != null) {
            running.kill();
        }
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
            fail(e);
            throw e;
        }
    }

    private synchronized void fail(IOException cause) {
        failure = cause;
        if (execution != null) {
            execution.kill();
        }
    }

    /** Why output was lost, if it was. */
    synchronized Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether the agent's last line has no end. */
    boolean endsWithinLine() {
        return last != '\n';
    }
}
