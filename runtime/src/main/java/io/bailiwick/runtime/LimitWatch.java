package io.bailiwick.runtime;

import io.bailiwick.Breach;
import io.bailiwick.linux.proc.ProcSnapshot;
import io.bailiwick.plan.LimitPlan;
import io.bailiwick.plan.Planner;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The sampler: one thread that looks at every sandbox in which something runs, an execution or what
 * one left behind, each {@link Planner#SAMPLE_INTERVAL}. While nothing does it sleeps without
 * waking. Thread-safe.
 *
 * <p>What a control group counts is read from it; for sandboxes without one a single pass over
 * /proc serves all of them.
 */
final class LimitWatch implements AutoCloseable {

    private final Supplier<List<LocalSandbox>> sandboxes;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean wanted; // guarded by lock
    private boolean closed; // guarded by lock

    /**
     * @param sandboxes those to look at; asked at each round
     */
    LimitWatch(Supplier<List<LocalSandbox>> sandboxes) {
        this.sandboxes = sandboxes;
        thread = Thread.ofPlatform().name("bailiwick-limits").daemon().unstarted(this::run);
        thread.start();
    }

    /** Something runs now. */
    void wake() {
        lock.lock();
        try {
            if (!wanted) {
                wanted = true;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Without the sampler nothing holds what is sampled: when it fails, so do the sandboxes. */
    private void run() {
        boolean orderly = false;
        try {
            watch();
            orderly = true;
        } finally {
            if (!orderly) {
                for (LocalSandbox sandbox : sandboxes.get()) {
                    sandbox.abandon("the sampler failed");
                }
            }
        }
    }

    private void watch() {
        while (await()) {
            boolean busy = false;
            ProcSnapshot[] shared = new ProcSnapshot[1];
            for (LocalSandbox sandbox : sandboxes.get()) {
                busy |= sandbox.sample(() -> snapshot(shared));
            }
            if (!busy) {
                rest();
            }
        }
    }

    /**
     * Sleeps until the next {@link #wake}. An execution that began after its sandbox was looked at
     * may have called it too early, and is found by looking again.
     */
    private void rest() {
        lock.lock();
        try {
            wanted = false;
        } finally {
            lock.unlock();
        }
        for (LocalSandbox sandbox : sandboxes.get()) {
            if (sandbox.busy()) {
                wake();
            }
        }
    }

    /** Waits for the next round; false when closed. */
    private boolean await() {
        lock.lock();
        try {
            long nanos = Planner.SAMPLE_INTERVAL.toNanos();
            while (!closed && (!wanted || nanos > 0)) {
                if (wanted) {
                    nanos = changed.awaitNanos(nanos);
                } else {
                    changed.await();
                }
            }
            return !closed;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private static ProcSnapshot snapshot(ProcSnapshot[] shared) {
        if (shared[0] == null) {
            try {
                shared[0] = ProcSnapshot.take();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        return shared[0];
    }

    static Breach cpuBreach(LimitPlan limits, long usedNanos) {
        return new Breach(
                "max_cpu_seconds",
                BigDecimal.valueOf(usedNanos, 9),
                BigDecimal.valueOf(limits.cpu().toNanos(), 9),
                "s");
    }

    static Breach memoryBreach(LimitPlan limits, long usedBytes) {
        return new Breach(
                "max_memory_mb",
                mebibytes(usedBytes),
                BigDecimal.valueOf(limits.memoryBytes() >> 20),
                "MiB");
    }

    static Breach diskBreach(LimitPlan limits, long usedBytes) {
        return new Breach(
                "max_disk_mb",
                mebibytes(usedBytes),
                BigDecimal.valueOf(limits.diskBytes() >> 20),
                "MiB");
    }

    private static BigDecimal mebibytes(long bytes) {
        return BigDecimal.valueOf(bytes / 1048576.0);
    }

    /**
     * Milliseconds that init may take longer than its own timer before the sandbox is destroyed.
     */
    static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(800);

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
