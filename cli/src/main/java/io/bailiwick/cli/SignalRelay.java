package io.bailiwick.cli;

import io.bailiwick.Execution;
import io.bailiwick.Signal;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes signals on to the agent; a second SIGINT within a second kills its whole process tree, and
 * the run ends. Thread-safe; guarded by itself.
 *
 * <p>The handlers are installed through {@code sun.misc.Signal}, the JDK's only way (module
 * jdk.unsupported), by reflection, because the compiler warns of any mention of it and a warning
 * ends our build. SIGQUIT is not among them: the JVM keeps it for thread dumps, and gives it up
 * only with -Xrs, which takes the other three away (jvm_posix.cpp, JVM_RegisterSignal).
 */
final class SignalRelay implements AutoCloseable {

    private static final List<Signal> RELAYED = List.of(Signal.INT, Signal.TERM, Signal.HUP);

    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private @Nullable Execution execution;
    private @Nullable Signal early;
    private boolean interrupted;
    private long interruptedAt;

    SignalRelay(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A relay that receives the process's signals from now on. */
    static SignalRelay install() {
        SignalRelay relay = new SignalRelay(System::nanoTime);
        try {
            Class<?> signals = Class.forName("sun.misc.Signal");
            Class<?> handlers = Class.forName("sun.misc.SignalHandler");
            var handle = signals.getMethod("handle", signals, handlers);
            for (Signal signal : RELAYED) {
                Object handler =
                        Proxy.newProxyInstance(
                                handlers.getClassLoader(),
                                new Class<?>[] {handlers},
                                new Handler(relay, signal));
                handle.invoke(
                        null,
                        signals.getConstructor(String.class).newInstance(signal.name()),
                        handler);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM lacks the module jdk.unsupported", e);
        }
        return relay;
    }

    /** What the JDK calls when a signal comes. */
    private record Handler(SignalRelay relay, Signal signal) implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
            return switch (method.getName()) {
                case "handle" -> {
                    relay.receive(signal);
                    yield null;
                }
                case "equals" -> arguments != null && isFor(arguments[0]);
                case "hashCode" -> signal.number();
                default -> "relay of " + signal;
            };
        }

        private boolean isFor(@Nullable Object other) {
            return other != null
                    && Proxy.isProxyClass(other.getClass())
                    && equals(Proxy.getInvocationHandler(other));
        }
    }

    /** Takes a signal. */
    synchronized void receive(Signal signal) {
        Execution running = execution;
        if (running == null) {
            early = signal;
            return;
        }
        long now = nanoTime.getAsLong();
        if (signal == Signal.INT && interrupted && now - interruptedAt < AGAIN_NANOS) {
            running.kill();
            return;
        }
        if (signal == Signal.INT) {
            interrupted = true;
            interruptedAt = now;
        }
        running.signal(signal);
    }

    /** The exit status when a signal came before there was anybody to pass it to. */
    synchronized Optional<Integer> beforeStart() {
        return early == null ? Optional.empty() : Optional.of(128 + early.number());
    }

    /** From now on signals go to this execution, and the one that came too early as well. */
    synchronized void attach(Execution running) {
        execution = running;
        Signal missed = early;
        if (missed != null) {
            early = null;
            receive(missed);
        }
    }

    /** The process is about to end; later signals find nobody. */
    @Override
    public synchronized void close() {
        execution = null;
    }
}
