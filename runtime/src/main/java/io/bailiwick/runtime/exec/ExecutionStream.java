package io.bailiwick.runtime.exec;

import io.bailiwick.Captured;
import io.bailiwick.OutputSink;
import io.bailiwick.base.OutputCapture;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One output stream of an execution: takes what init sends and returns credit for it.
 *
 * <p>init sends only what it has credit for, {@link #WINDOW} bytes at first. Bytes that nobody
 * waits for earn their credit at once; bytes for a sink are queued for a thread of its own and earn
 * it when the sink has taken them, so that a slow sink stops the program, and neither the loop nor
 * this process's memory feels it. Thread-safe; guarded by itself.
 */
public final class ExecutionStream {

    /** Bytes that may be under way to one stream. */
    public static final int WINDOW = 1 << 20;

    private final OutputCapture capture;
    private final boolean direct;
    private final IntConsumer credit;

    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
    private int unreturned;
    private boolean delivering;
    private @Nullable Runnable whenDrained; // set by the end

    /**
     * @param limit bytes to keep
     * @param credit grants init the right to send that many bytes more; must not block
     */
    public ExecutionStream(int limit, OutputSink sink, IntConsumer credit) {
        capture = new OutputCapture(limit, sink);
        direct = sink.equals(OutputSink.NONE);
        this.credit = credit;
    }

    /** Takes output; never blocks. */
    public void accept(ByteBuffer bytes) {
        int count = bytes.remaining();
        if (direct) {
            capture.accept(bytes);
            earn(count);
            return;
        }
        byte[] chunk = new byte[count];
        bytes.get(chunk);
        synchronized (this) {
            queue.add(chunk);
            if (delivering) {
                return;
            }
            delivering = true;
        }
        Thread.ofVirtual().name("bailiwick-sink").start(this::deliver);
    }

    /** No more output comes; {@code then} runs when the sink has taken everything. */
    public void end(Runnable then) {
        synchronized (this) {
            if (delivering) {
                whenDrained = then;
                return;
            }
        }
        capture.end();
        then.run();
    }

    /** What was kept and how much there was. */
    public Captured captured() {
        return capture.captured();
    }

    /** How much there was so far. */
    public long total() {
        return capture.total();
    }

    /** The kept part from its beginning. */
    public InputStream reader() {
        return capture.stream();
    }

    private void deliver() {
        while (true) {
            byte[] chunk;
            Runnable then = null;
            synchronized (this) {
                chunk = queue.poll();
                if (chunk == null) {
                    delivering = false;
                    then = whenDrained;
                }
            }
            if (chunk != null) {
                capture.accept(ByteBuffer.wrap(chunk));
                earn(chunk.length);
                continue;
            }
            if (then != null) {
                capture.end();
                then.run();
            }
            return;
        }
    }

    /**
     * Credit goes back in lumps of half a window: a frame for each read would double the traffic.
     */
    private void earn(int count) {
        int returned;
        synchronized (this) {
            unreturned += count;
            if (unreturned < WINDOW / 2) {
                return;
            }
            returned = unreturned;
            unreturned = 0;
        }
        credit.accept(returned);
    }
}
