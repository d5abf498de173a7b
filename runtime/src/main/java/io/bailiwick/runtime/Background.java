package io.bailiwick.runtime;

import io.bailiwick.Breach;
import io.bailiwick.linux.proc.ProcFile;
import io.bailiwick.linux.proc.ProcSnapshot;
import io.bailiwick.linux.proc.ProcStat;
import io.bailiwick.runtime.exec.InitChannel;
import io.bailiwick.runtime.wire.FrameType;
import io.bailiwick.runtime.wire.FrameWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What executions of one sandbox left running when they ended.
 *
 * <p>Init keeps an execution until nothing of its tree is left, and ends that tree when asked to.
 * The trees hang off init: when it has no child and no execution runs, nothing can come to life
 * before the next execution, and nobody has to look. All of it together has one account of CPU
 * time, as long as something is left.
 *
 * <p>Executions end on any thread; everything else is the sampler's.
 */
final class Background {

    private final InitChannel channel;
    private final int initPid;
    private final Consumer<Breach> onBreach;

    private final BitSet ended = new BitSet(); // guarded by itself

    private final Set<Integer> trees = new HashSet<>();
    private boolean seen;
    private boolean breached;
    private long treesNanos;
    private long cpuNanos;

    /**
     * @param onBreach told once when background processes are ended for a limit
     */
    Background(InitChannel channel, long initPid, Consumer<Breach> onBreach) {
        this.channel = channel;
        this.initPid = Math.toIntExact(initPid);
        this.onBreach = onBreach;
    }

    /** An execution has ended, and may have left something. */
    void ended(int number) {
        synchronized (ended) {
            ended.set(number);
        }
    }

    /** Whether something may be left; false only when there certainly is not. */
    boolean possible() {
        synchronized (ended) {
            return !ended.isEmpty();
        }
    }

    /** Looks while no execution runs: whether something is left. */
    boolean lives() {
        BitSet before;
        synchronized (ended) {
            if (ended.isEmpty()) {
                return false;
            }
            before = (BitSet) ended.clone();
        }
        if (childless()) {
            synchronized (ended) {
                // What ended since then was not looked at.
                ended.andNot(before);
            }
            trees.clear();
            forget();
            return false;
        }
        return true;
    }

    private void forget() {
        seen = false;
        breached = false;
        cpuNanos = 0;
    }

    private boolean childless() {
        try {
            return ProcFile.readLine(Path.of("/proc/" + initPid + "/task/" + initPid + "/children"))
                    .isEmpty();
        } catch (IOException e) {
            return alone();
        }
    }

    /** Where the kernel has no list of children (CONFIG_PROC_CHILDREN), or init is gone. */
    private boolean alone() {
        try {
            // Not the round's own: that may be older than the end of an execution.
            return ProcSnapshot.take().usage(initPid).processes() <= 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether trees are known to be left beside what runs. */
    boolean known() {
        return !trees.isEmpty();
    }

    /** Remembers what hangs off init while no execution runs. */
    void remember(ProcSnapshot snapshot) {
        trees.clear();
        trees.addAll(children(snapshot));
        treesNanos = used(snapshot);
    }

    /** An execution began meanwhile, and may be among what was remembered. */
    void unsure() {
        trees.clear();
    }

    private Set<Integer> children(ProcSnapshot snapshot) {
        Set<Integer> found = new HashSet<>();
        for (ProcStat process : snapshot.tree(initPid)) {
            if (process.parent() == initPid) {
                found.add(process.pid());
            }
        }
        return found;
    }

    /** CPU time of the known trees since the last look, while executions run beside them. */
    long since(ProcSnapshot snapshot) {
        long last = treesNanos;
        treesNanos = used(snapshot);
        trees.retainAll(children(snapshot));
        if (trees.isEmpty()) {
            forget();
        }
        return Math.max(0, treesNanos - last);
    }

    private long used(ProcSnapshot snapshot) {
        long sum = 0;
        for (int tree : trees) {
            sum += snapshot.usage(tree).cpuNanos();
        }
        return sum;
    }

    /**
     * Adds CPU time; answers all that was added. The first look only begins to count: what it sees
     * belongs to the execution that has just ended.
     */
    long charge(long nanos) {
        cpuNanos += seen ? nanos : 0;
        seen = true;
        return cpuNanos;
    }

    /** Ends everything because of a limit; init goes on until it is gone. */
    void end(Breach breach) {
        BitSet numbers;
        synchronized (ended) {
            numbers = (BitSet) ended.clone();
        }
        numbers.stream()
                .forEach(
                        number -> channel.send(FrameWriter.frame(FrameType.KILL, number).finish()));
        if (!breached && !numbers.isEmpty()) {
            breached = true;
            onBreach.accept(breach);
        }
    }
}
