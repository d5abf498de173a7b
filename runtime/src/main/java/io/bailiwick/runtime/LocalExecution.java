package io.bailiwick.runtime;

import io.bailiwick.Breach;
import io.bailiwick.CancelledException;
import io.bailiwick.CommandNotFoundException;
import io.bailiwick.Denial;
import io.bailiwick.ExecRequest;
import io.bailiwick.ExecResult;
import io.bailiwick.Execution;
import io.bailiwick.InvalidConfigurationException;
import io.bailiwick.Outcome;
import io.bailiwick.Signal;
import io.bailiwick.SupervisorException;
import io.bailiwick.Usage;
import io.bailiwick.policy.Permissions;
import io.bailiwick.runtime.exec.ExecutionHandler;
import io.bailiwick.runtime.exec.ExecutionInput;
import io.bailiwick.runtime.exec.ExecutionStream;
import io.bailiwick.runtime.exec.Exit;
import io.bailiwick.runtime.exec.InitChannel;
import io.bailiwick.runtime.guardian.Errno;
import io.bailiwick.runtime.wire.FrameType;
import io.bailiwick.runtime.wire.FrameWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** An execution in a local sandbox. Thread-safe. */
final class LocalExecution implements Execution, ExecutionHandler {

    /** Stages of {@code exec.c} that say something about the request rather than about us. */
    private static final int STAGE_DIRECTORY = 2;

    private static final int STAGE_EXEC = 6;

    /** A shell whose command was ended by signal N exits with this and N. */
    private static final int SHELL_SIGNAL_BASE = 128;

    private final LocalSandbox sandbox;
    private final InitChannel channel;
    private final ExecRequest request;
    private final Duration limit;
    private final boolean limitIsCapability;
    private final ExecutionStream[] streams;
    private final ExecutionInput input;
    private final CompletableFuture<ExecResult> result = new CompletableFuture<>();
    private final long startNanos = System.nanoTime();
    private int id;

    private final Object lock = new Object();
    private @Nullable Breach breach; // guarded by lock; the first one counts
    private boolean cancelled; // guarded by lock
    private long cpuNanosSampled; // guarded by lock

    private final LiveSandbox.Account begin;

    /**
     * @param limit wall-clock limit, zero for none
     * @param limitIsCapability whether the limit is the capability's rather than the request's
     */
    LocalExecution(
            LocalSandbox sandbox,
            InitChannel channel,
            ExecRequest request,
            Duration limit,
            boolean limitIsCapability,
            LiveSandbox.Account begin) {
        this.sandbox = sandbox;
        this.channel = channel;
        this.request = request;
        this.limit = limit;
        this.limitIsCapability = limitIsCapability;
        this.begin = begin;
        input = new ExecutionInput(channel);
        streams =
                new ExecutionStream[] {
                    new ExecutionStream(
                            request.captureLimit(),
                            request.stdout(),
                            bytes -> channel.credit(id, 0, bytes)),
                    new ExecutionStream(
                            request.captureLimit(),
                            request.stderr(),
                            bytes -> channel.credit(id, 1, bytes))
                };
    }

    /** Gives the execution its number, before its first frame is sent. */
    void number(int executionId) {
        id = executionId;
        input.attach(executionId);
    }

    int number() {
        return id;
    }

    /** Whether it runs at the other end of this channel. */
    boolean isOf(InitChannel other) {
        return channel == other;
    }

    /** The sandbox's accounts when this execution began. */
    LiveSandbox.Account begin() {
        return begin;
    }

    /** Feeds standard input as the request says. */
    void feed() {
        switch (request.stdin()) {
            case ExecRequest.Stdin.Empty _ -> input.end();
            case ExecRequest.Stdin.Pipe _ -> {}
            case ExecRequest.Stdin.Bytes bytes -> {
                byte[] content = bytes.bytes();
                if (content.length <= 64 << 10) {
                    feedFrom(new java.io.ByteArrayInputStream(content));
                } else {
                    pump(new java.io.ByteArrayInputStream(content));
                }
            }
            case ExecRequest.Stdin.Stream stream -> pump(stream.stream());
        }
    }

    private void pump(InputStream source) {
        Thread.ofVirtual().name("bailiwick-stdin").start(() -> feedFrom(source));
    }

    private void feedFrom(InputStream source) {
        byte[] chunk = new byte[64 << 10];
        try {
            for (int n = source.read(chunk); n >= 0; n = source.read(chunk)) {
                input.write(chunk, 0, n);
            }
        } catch (IOException e) {
            // The program ended or the source broke: for the program both are the end of its input.
            sandbox.log(System.Logger.Level.DEBUG, "standard input ended: " + e.getMessage());
        }
        input.close();
    }

    @Override
    public String id() {
        return Integer.toString(id);
    }

    @Override
    public ExecRequest request() {
        return request;
    }

    @Override
    public OutputStream stdin() {
        return request.stdin() instanceof ExecRequest.Stdin.Pipe ? input : closedOutput();
    }

    private static OutputStream closedOutput() {
        OutputStream closed = OutputStream.nullOutputStream();
        try {
            closed.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return closed;
    }

    @Override
    public InputStream stdout() {
        return streams[0].reader();
    }

    @Override
    public InputStream stderr() {
        return streams[1].reader();
    }

    @Override
    public void signal(Signal signal) {
        channel.send(FrameWriter.frame(FrameType.SIGNAL, id).u32(signal.number()).finish());
    }

    @Override
    public void kill() {
        synchronized (lock) {
            cancelled = true;
        }
        sendKill();
    }

    /** Ends the execution because a limit was breached; the first breach is the one reported. */
    void breach(Breach found) {
        synchronized (lock) {
            if (breach == null) {
                breach = found;
            }
        }
        sendKill();
    }

    private void sendKill() {
        channel.send(FrameWriter.frame(FrameType.KILL, id).finish());
    }

    /** Adds what the sampler saw, and answers all that it saw so far. */
    long chargeCpu(long nanos) {
        synchronized (lock) {
            cpuNanosSampled += nanos;
            return cpuNanosSampled;
        }
    }

    long elapsedNanos() {
        return System.nanoTime() - startNanos;
    }

    /** When init should have ended this execution, in nanoseconds after its start; 0 for never. */
    long limitNanos() {
        return limit.toNanos();
    }

    @Override
    public Optional<ExecResult> poll() {
        return result.isDone() && !result.isCompletedExceptionally()
                ? Optional.of(result.join())
                : Optional.empty();
    }

    boolean ended() {
        return result.isDone();
    }

    @Override
    public ExecResult join() {
        try {
            return result.get();
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted while waiting for: " + request.command());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new SupervisorException("execution failed", e);
        }
    }

    // What init says, on the loop's thread.

    @Override
    public void output(int stream, ByteBuffer bytes) {
        streams[stream].accept(bytes);
    }

    @Override
    public void inputTaken(int bytes) {
        input.taken(bytes);
    }

    @Override
    public void exited(Exit exit) {
        Duration duration = Duration.ofNanos(elapsedNanos());
        input.end();
        streams[0].end(
                () -> streams[1].end(() -> sandbox.finished(this, () -> complete(exit, duration))));
    }

    @Override
    public void failed(int stage, int errno) {
        input.end();
        RuntimeException failure = failure(stage, errno);
        sandbox.finished(this, () -> result.completeExceptionally(failure));
    }

    private RuntimeException failure(int stage, int errno) {
        String program = request.argv().getFirst();
        if (stage == STAGE_EXEC && errno == Errno.ENOENT) {
            return CommandNotFoundException.notFound(program, sandbox.suggest(program));
        }
        if (stage == STAGE_EXEC) {
            return CommandNotFoundException.notExecutable(program, Errno.describe(errno));
        }
        if (stage == STAGE_DIRECTORY) {
            return new InvalidConfigurationException(
                    "working directory of the command: "
                            + Errno.describe(errno)
                            + " in the sandbox: "
                            + request.workdir().map(Object::toString).orElse("default"));
        }
        return new SupervisorException(
                "the sandbox could not start a process: "
                        + Errno.describe(errno)
                        + (errno == Errno.EAGAIN ? " (max_pids is reached)" : ""));
    }

    @Override
    public void lost() {
        Duration duration = Duration.ofNanos(elapsedNanos());
        input.end();
        streams[0].end(
                () -> streams[1].end(() -> sandbox.finished(this, () -> completeLost(duration))));
    }

    private void completeLost(Duration duration) {
        Outcome outcome;
        LiveSandbox.Totals totals = sandbox.totals();
        synchronized (lock) {
            if (breach == null && totals.oomKills() > begin.oomKills()) {
                breach = LimitWatch.memoryBreach(sandbox.limits(), sandbox.limits().memoryBytes());
            }
            if (breach != null) {
                outcome = new Outcome.LimitBreached(breach);
            } else if (cancelled || sandbox.stopping()) {
                outcome = new Outcome.Cancelled();
            } else {
                outcome = new Outcome.Lost("the sandbox is gone");
            }
        }
        complete(outcome, 0, totals.peakMemoryBytes(), totals.peakProcesses(), 0, duration);
    }

    private void complete(Exit exit, Duration duration) {
        LiveSandbox.Totals totals = sandbox.totals();
        synchronized (lock) {
            if (breach == null && totals.oomKills() > begin.oomKills()) {
                breach = LimitWatch.memoryBreach(sandbox.limits(), sandbox.limits().memoryBytes());
            }
        }
        complete(
                outcome(exit),
                exit.cpuNanos(),
                Math.max(exit.peakKib() << 10, totals.peakMemoryBytes()),
                totals.peakProcesses(),
                exit.refusedSpawns(),
                duration);
    }

    private Outcome outcome(Exit exit) {
        synchronized (lock) {
            if (breach != null) {
                return new Outcome.LimitBreached(breach);
            }
            return switch (exit.reason()) {
                case TIMEOUT -> timedOut();
                case OUTPUT -> new Outcome.LimitBreached(outputBreach(exit));
                case KILLED -> new Outcome.Cancelled();
                case NONE -> ended(exit);
            };
        }
    }

    private Outcome ended(Exit exit) {
        if (!exit.exact()) {
            return new Outcome.Lost("the program killed the process that supervises it");
        }
        if (endedForCpu(exit)) {
            long allowed = sandbox.limits().cpu().toNanos();
            return new Outcome.LimitBreached(
                    LimitWatch.cpuBreach(sandbox.limits(), Math.max(exit.cpuNanos(), allowed)));
        }
        return exit.exited()
                ? new Outcome.Exited(exit.code())
                : new Outcome.Signalled(exit.signal());
    }

    /**
     * RLIMIT_CPU says nothing but its signal, or what a shell makes of it. The kernel counts for it
     * in whole ticks, and may have counted twice the time that it reports; a program that sends
     * itself this signal earlier is believed.
     */
    private boolean endedForCpu(Exit exit) {
        int signal = exit.exited() ? exit.code() - SHELL_SIGNAL_BASE : exit.signal();
        return signal == Signal.XCPU.number()
                && exit.cpuNanos() >= sandbox.limits().cpu().toNanos() / 2;
    }

    private Outcome timedOut() {
        if (!limitIsCapability) {
            return new Outcome.TimedOut(limit);
        }
        BigDecimal seconds = BigDecimal.valueOf(limit.toNanos(), 9);
        return new Outcome.LimitBreached(new Breach("max_wall_seconds", seconds, seconds, "s"));
    }

    private Breach outputBreach(Exit exit) {
        return new Breach(
                "max_output_mb",
                BigDecimal.valueOf((exit.stdoutBytes() + exit.stderrBytes()) / 1048576.0),
                BigDecimal.valueOf(sandbox.limits().outputBytes().orElse(0L) >> 20),
                "MiB");
    }

    private void complete(
            Outcome outcome,
            long cpuNanos,
            long peakBytes,
            int peakProcesses,
            long refusedSpawns,
            Duration duration) {
        long sampled;
        synchronized (lock) {
            sampled = cpuNanosSampled;
        }
        long out = streams[0].total();
        long err = streams[1].total();
        Usage usage =
                Usage.builder()
                        .cpu(Duration.ofNanos(Math.max(cpuNanos, sampled)))
                        .peakMemoryBytes(peakBytes)
                        .peakProcesses(peakProcesses)
                        .elapsed(duration)
                        .refusedSpawns(refusedSpawns)
                        .outputBytes(out + err)
                        .build();
        ExecResult done =
                new ExecResult(
                        request.command(),
                        outcome,
                        streams[0].captured(),
                        streams[1].captured(),
                        duration,
                        usage,
                        denials(refusedSpawns),
                        sandbox.enforcement());
        try {
            sandbox.audit(this, done);
            result.complete(done);
        } catch (RuntimeException e) {
            // What leaves no trace is no result; whoever waits is told so.
            result.completeExceptionally(e);
        }
    }

    private static List<Denial> denials(long refusedSpawns) {
        if (refusedSpawns == 0) {
            return List.of();
        }
        return List.of(
                new Denial(
                        Denial.Kind.SPAWN,
                        "",
                        "permissions does not list " + Permissions.SPAWN_SUBPROCESS,
                        "permissions: [" + Permissions.SPAWN_SUBPROCESS + "]",
                        refusedSpawns));
    }
}
