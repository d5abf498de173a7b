package io.bailiwick.audit;

import io.bailiwick.SandboxEvent;

/** Takes what happened. Thread-safe. */
public interface AuditSink {

    /**
     * Records an event. When this returns, the record outlives the process.
     *
     * @throws io.bailiwick.AuditFailedException when the event could not be recorded; the caller
     *     must not go on as if it were
     */
    AuditReceipt append(SandboxEvent event);
}
