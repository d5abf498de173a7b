package io.bailiwick.runtime.exec;

import io.bailiwick.runtime.wire.FrameReader;
import io.bailiwick.runtime.wire.FrameType;
import io.bailiwick.runtime.wire.FrameWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The channel to one sandbox's init. Thread-safe.
 *
 * <p>Lock order: {@code handlers} and {@code pending} are never held together, and no callback runs
 * under either.
 */
public final class InitChannel implements AutoCloseable {

    private final SocketChannel channel;
    private final InitLoop loop;
    private final Consumer<InitChannel> onEnd;
    private final CompletableFuture<Ready> ready = new CompletableFuture<>();
    private final FrameReader reader = new FrameReader();

    private final Map<Integer, ExecutionHandler> handlers = new HashMap<>(); // guarded by itself
    private boolean ended; // guarded by handlers
    private int lastId; // guarded by handlers

    private final ArrayDeque<ByteBuffer> pending = new ArrayDeque<>(); // guarded by itself

    /**
     * @param channel connected to init, which waits for its configuration
     * @param onEnd runs once on the loop's thread when the sandbox is gone
     */
    public InitChannel(SocketChannel channel, InitLoop loop, Consumer<InitChannel> onEnd)
            throws IOException {
        this.channel = channel;
        this.loop = loop;
        this.onEnd = onEnd;
        channel.configureBlocking(false);
        loop.register(channel, this);
    }

    /** Completes with init's report, or exceptionally when init ends before. */
    public CompletableFuture<Ready> ready() {
        return ready;
    }

    /** Sends a finished frame. Never blocks; does nothing once the sandbox is gone. */
    public void send(ByteBuffer frame) {
        boolean wait;
        synchronized (pending) {
            pending.add(frame);
            wait = !flushPending();
        }
        if (wait) {
            loop.wantWrite(channel);
        }
    }

    /**
     * Registers a new execution.
     *
     * @return its id, or 0 when the sandbox is gone
     */
    public int open(ExecutionHandler handler) {
        synchronized (handlers) {
            if (ended) {
                return 0;
            }
            lastId++;
            handlers.put(lastId, handler);
            return lastId;
        }
    }

    /** Takes an execution back whose request was never sent. */
    public void forget(int id) {
        synchronized (handlers) {
            handlers.remove(id);
        }
    }

    /** Grants init the right to send more of a stream. */
    public void credit(int id, int stream, int bytes) {
        send(FrameWriter.frame(FrameType.CREDIT, id).u8(stream).u32(bytes).finish());
    }

    /** Whether the sandbox is gone. */
    public boolean ended() {
        synchronized (handlers) {
            return ended;
        }
    }

    /** Writes what is pending; true when nothing is left. */
    boolean flush() {
        synchronized (pending) {
            return flushPending();
        }
    }

    private boolean flushPending() {
        try {
            while (!pending.isEmpty()) {
                ByteBuffer head = pending.getFirst();
                channel.write(head);
                if (head.hasRemaining()) {
                    return false;
                }
                pending.removeFirst();
            }
        } catch (IOException e) {
            // The reading side sees the same end and reports it.
            pending.clear();
        }
        return true;
    }

    void readable() {
        try {
            int n = reader.fill(channel);
            while (reader.poll()) {
                dispatch();
            }
            if (n < 0) {
                ended(new IOException("the sandbox is gone"));
            }
        } catch (IOException | RuntimeException e) {
            ended(e);
        }
    }

    private void dispatch() throws IOException {
        int type = reader.type();
        ByteBuffer payload = reader.payload();
        if (type == FrameType.READY) {
            ready.complete(Ready.decode(payload));
            return;
        }
        if (type == FrameType.FAILED && reader.id() == 0) {
            throw new LockdownFailedException(payload.getInt(), payload.getInt());
        }
        boolean last = type == FrameType.EXITED || type == FrameType.FAILED;
        ExecutionHandler handler;
        synchronized (handlers) {
            handler = last ? handlers.remove(reader.id()) : handlers.get(reader.id());
        }
        if (handler == null) {
            return;
        }
        switch (type) {
            case FrameType.STDOUT -> handler.output(0, payload);
            case FrameType.STDERR -> handler.output(1, payload);
            case FrameType.STDIN_CREDIT -> handler.inputTaken(payload.getInt());
            case FrameType.EXITED -> handler.exited(Exit.decode(payload));
            case FrameType.FAILED -> handler.failed(payload.getInt(), payload.getInt());
            default -> throw new IOException("unknown frame " + type);
        }
    }

    void ended(Throwable cause) {
        List<ExecutionHandler> left;
        synchronized (handlers) {
            if (ended) {
                return;
            }
            ended = true;
            left = new ArrayList<>(handlers.values());
            handlers.clear();
        }
        closeChannel();
        ready.completeExceptionally(cause);
        try {
            for (ExecutionHandler handler : left) {
                handler.lost();
            }
        } finally {
            onEnd.accept(this);
        }
    }

    /** Ends the sandbox; executions under way are told on the loop's thread. */
    @Override
    public void close() {
        loop.execute(() -> ended(new IOException("closed by the supervisor")));
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
