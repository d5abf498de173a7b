package io.bailiwick.testing;

import io.bailiwick.CancelledException;
import io.bailiwick.Denial;
import io.bailiwick.ExecRequest;
import io.bailiwick.ExecResult;
import io.bailiwick.Execution;
import io.bailiwick.Outcome;
import io.bailiwick.Signal;
import io.bailiwick.Usage;
import io.bailiwick.base.OutputCapture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An execution whose program is a {@link FakeProgram} on a virtual thread. */
final class FakeExecution implements Execution {

    private final String id;
    private final ExecRequest request;
    private final FakeSandbox sandbox;
    private final FakeClock clock;
    private final Instant started;
    private final StdinPipe pipe = new StdinPipe();
    private final OutputCapture out;
    private final OutputCapture err;
    private final CompletableFuture<ExecResult> end = new CompletableFuture<>();
    private final List<Denial> denials = new ArrayList<>();
    private final Thread worker;

    FakeExecution(
            String id,
            ExecRequest request,
            FakeSandbox sandbox,
            FakeClock clock,
            FakeProgram program,
            Map<String, String> env,
            String workdir) {
        this.id = id;
        this.request = request;
        this.sandbox = sandbox;
        this.clock = clock;
        this.started = clock.instant();
        this.out = new OutputCapture(request.captureLimit(), request.stdout());
        this.err = new OutputCapture(request.captureLimit(), request.stderr());
        FakeProcess process =
                new FakeProcess(
                        this, request.argv(), env, workdir, input(), stream(out), stream(err));
        this.worker = Thread.ofVirtual().unstarted(() -> run(program, process));
    }

    void start() {
        if (!(request.stdin() instanceof ExecRequest.Stdin.Pipe)) {
            closeQuietly(pipe.writer());
        }
        worker.start();
        request.timeout().ifPresent(limit -> Thread.startVirtualThread(() -> watch(limit)));
    }

    /** For a program that waits for something else than the clock, real time passes. */
    private void watch(Duration timeout) {
        try {
            end.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            finish(new Outcome.TimedOut(timeout));
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("nobody interrupts the watcher or fails the future", e);
        }
    }

    private void run(FakeProgram program, FakeProcess process) {
        try {
            finish(new Outcome.Exited(program.run(process)));
        } catch (InterruptedException e) {
            finish(new Outcome.Cancelled());
        } catch (IOException e) {
            try {
                process.complain(process.argv().getFirst() + ": " + e.getMessage());
            } catch (IOException complaint) {
                e.addSuppressed(complaint);
            }
            finish(new Outcome.Exited(1));
        } catch (RuntimeException e) {
            finish(new Outcome.Lost("the fake program threw " + e));
        }
    }

    private InputStream input() {
        return switch (request.stdin()) {
            case ExecRequest.Stdin.Empty e -> InputStream.nullInputStream();
            case ExecRequest.Stdin.Bytes b -> new ByteArrayInputStream(b.bytes());
            case ExecRequest.Stdin.Stream s -> s.stream();
            case ExecRequest.Stdin.Pipe p -> pipe.reader();
        };
    }

    private static OutputStream stream(OutputCapture capture) {
        return new OutputStream() {
            @Override
            public void write(int b) {
                capture.accept(ByteBuffer.wrap(new byte[] {(byte) b}));
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                capture.accept(ByteBuffer.wrap(bytes, offset, length));
            }
        };
    }

    private static void closeQuietly(OutputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            throw new AssertionError("closing a pipe of ours cannot fail", e);
        }
    }

    /** The first outcome counts. */
    void finish(Outcome outcome) {
        ExecResult result;
        synchronized (denials) {
            out.end();
            err.end();
            Duration duration = Duration.between(started, clock.instant());
            Usage usage =
                    Usage.builder()
                            .elapsed(duration)
                            .refusedSpawns(
                                    denials.stream()
                                            .filter(d -> d.kind() == Denial.Kind.SPAWN)
                                            .mapToLong(Denial::count)
                                            .sum())
                            .outputBytes(out.total() + err.total())
                            .build();
            result =
                    new ExecResult(
                            request.command(),
                            outcome,
                            out.captured(),
                            err.captured(),
                            duration,
                            usage,
                            denials,
                            List.of());
        }
        sandbox.ended(this);
        end.complete(result);
        pipe.breakReader();
        if (!worker.equals(Thread.currentThread())) {
            worker.interrupt();
        }
    }

    void sleep(Duration duration) throws InterruptedException {
        if (Thread.interrupted() || end.isDone()) {
            throw new InterruptedException();
        }
        Optional<Duration> left =
                request.timeout()
                        .map(t -> t.minus(Duration.between(started, clock.instant())))
                        .filter(t -> t.compareTo(duration) <= 0);
        if (left.isPresent()) {
            clock.advance(left.get().isNegative() ? Duration.ZERO : left.get());
            finish(new Outcome.TimedOut(request.timeout().orElseThrow()));
            throw new InterruptedException();
        }
        clock.advance(duration);
    }

    void denied(Denial denial) {
        synchronized (denials) {
            denials.add(denial);
        }
    }

    FakeSandbox sandbox() {
        return sandbox;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public ExecRequest request() {
        return request;
    }

    @Override
    public OutputStream stdin() {
        return pipe.writer();
    }

    @Override
    public InputStream stdout() {
        return out.stream();
    }

    @Override
    public InputStream stderr() {
        return err.stream();
    }

    @Override
    public void signal(Signal signal) {
        switch (signal) {
            // Those that are ignored by default or stop and continue a process; signal(7).
            case CHLD, CONT, URG, WINCH, STOP, TSTP, TTIN, TTOU -> {}
            default -> finish(new Outcome.Signalled(signal.number()));
        }
    }

    @Override
    public void kill() {
        finish(new Outcome.Cancelled());
    }

    @Override
    public Optional<ExecResult> poll() {
        return Optional.ofNullable(end.getNow(null));
    }

    @Override
    public ExecResult join() {
        try {
            return end.get();
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted while running: " + request.command(), e);
        } catch (ExecutionException e) {
            throw new AssertionError("an execution always ends with a result", e);
        }
    }
}
