package io.bailiwick.runtime.exec;

import io.bailiwick.runtime.log.Log;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * One thread that reads all channels to inits and writes what did not fit at once. Thread-safe.
 *
 * <p>Callbacks of {@link InitChannel} run on this thread and must not block.
 */
public final class InitLoop implements AutoCloseable {

    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private volatile boolean closed;

    public InitLoop() throws IOException {
        selector = Selector.open();
        thread = Thread.ofPlatform().name("bailiwick-init-io").daemon().unstarted(this::run);
        thread.start();
    }

    /** Starts to serve a channel; {@code handler} gets every frame and the end. */
    void register(SocketChannel channel, InitChannel handler) {
        execute(() -> {
            try {
                channel.register(selector, SelectionKey.OP_READ, handler);
            } catch (IOException e) {
                handler.ended(e);
            }
        });
    }

    /** Asks to be told when the channel can be written again. */
    void wantWrite(SocketChannel channel) {
        execute(() -> {
            SelectionKey key = channel.keyFor(selector);
            if (key != null && key.isValid()) {
                key.interestOpsOr(SelectionKey.OP_WRITE);
            }
        });
    }

    /** Runs a task on the loop's thread. */
    void execute(Runnable task) {
        synchronized (tasks) {
            tasks.add(task);
        }
        selector.wakeup();
    }

    private void run() {
        while (!closed) {
            try {
                selector.select(this::serve);
            } catch (IOException e) {
                // A selector that fails has lost its descriptor: every channel ends with it.
                closed = true;
            }
            runTasks();
        }
        runTasks();
        for (SelectionKey key : selector.keys()) {
            ((InitChannel) key.attachment()).ended(new IOException("supervisor closed"));
        }
        try {
            selector.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void runTasks() {
        while (true) {
            Runnable task;
            synchronized (tasks) {
                task = tasks.poll();
            }
            if (task == null) {
                return;
            }
            try {
                task.run();
            } catch (RuntimeException e) {
                // One sandbox's trouble must not end the thread that serves them all.
                Log.write(System.Logger.Level.WARNING, "sandbox channel", e);
            }
        }
    }

    private void serve(SelectionKey key) {
        InitChannel channel = (InitChannel) key.attachment();
        if (key.isValid() && key.isWritable()) {
            if (channel.flush()) {
                key.interestOpsAnd(~SelectionKey.OP_WRITE);
            }
        }
        if (key.isValid() && key.isReadable()) {
            channel.readable();
        }
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
