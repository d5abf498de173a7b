package io.bailiwick.audit;

import io.bailiwick.AuditFailedException;
import io.bailiwick.SandboxEvent;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Appends events to a chain of an audit directory; see the package for the format and for what
 * survives what. Any number of logs, in one process or in many, may be open on one location.
 *
 * <p>Thread-safe. Appending obeys no interruption: the trace of a cancelled command is written.
 */
public final class AuditLog implements AuditSink, AutoCloseable {

    private final ReentrantLock lock = new ReentrantLock();
    private final Clock clock;
    // Guarded by lock; absent once closed.
    private @Nullable Chain chain;
    // Guarded by lock.
    private boolean failed;

    private AuditLog(Chain chain, Clock clock) {
        this.chain = chain;
        this.clock = clock;
    }

    /** {@link #open(AuditLocation, Clock)} with the system's clock. */
    public static AuditLog open(AuditLocation location) {
        return open(location, Clock.systemUTC());
    }

    /**
     * Continues the first chain that nobody writes to, or begins one. Directories are made with
     * mode 0700, files with mode 0600.
     *
     * @throws AuditFailedException when a directory belongs to somebody else or is open to others,
     *     or when it cannot be written
     */
    public static AuditLog open(AuditLocation location, Clock clock) {
        try {
            AuditFiles.ensurePrivateDirectory(location.records());
            AuditFiles.ensurePrivateDirectory(location.heads());
            for (int number = 1; number <= Names.MAX_CHAIN; number++) {
                Optional<Chain> chain = tryOpen(location, number);
                if (chain.isPresent()) {
                    return new AuditLog(chain.get(), clock);
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new AuditFailedException("cannot open the audit: " + e.getMessage(), e);
        }
        throw new AuditFailedException(
                "cannot open the audit: no chain is free in " + location.records());
    }

    private static Optional<Chain> tryOpen(AuditLocation location, int number) throws IOException {
        return AuditFiles.uninterrupted(
                new AuditFiles.Action<>() {
                    @Override
                    public Optional<Chain> run() throws IOException {
                        return Chain.tryOpen(location, number);
                    }
                });
    }

    /**
     * {@inheritDoc}
     *
     * <p>After a failure nothing more can be appended: what is on disk is then uncertain until the
     * chain is opened again.
     */
    @Override
    public AuditReceipt append(SandboxEvent event) {
        String kind = event.kind();
        Map<String, Object> record = EventJson.record(event);
        lock.lock();
        try {
            Chain open = chain;
            if (open == null || failed) {
                throw new AuditFailedException(
                        open == null ? "the audit is closed" : "the audit has failed before");
            }
            String time = clock.instant().truncatedTo(ChronoUnit.MICROS).toString();
            failed = true;
            AuditReceipt receipt =
                    open.append(kind, EventJson.text(event.sandboxId()), time, record);
            failed = false;
            return receipt;
        } catch (IOException | InternalError | IllegalStateException e) {
            // InternalError is what the JVM makes of SIGBUS: the file was cut under its mapping.
            throw new AuditFailedException("cannot write the audit: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Frees the chain for others. A second call does nothing.
     *
     * @throws AuditFailedException when the last segment cannot be cut to its length; nothing is
     *     lost then
     */
    @Override
    public void close() {
        lock.lock();
        try {
            Chain open = chain;
            chain = null;
            if (open != null && failed) {
                open.abandon();
            } else if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            throw new AuditFailedException("cannot close the audit: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }
}
