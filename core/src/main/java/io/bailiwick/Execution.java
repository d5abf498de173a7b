package io.bailiwick;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * One process tree that runs in a sandbox. Thread-safe.
 *
 * <p>Output is read as it comes whether or not anybody asks for it: up to {@link
 * ExecRequest#captureLimit} bytes of each stream are kept, the rest goes to the request's sinks and
 * is counted.
 */
public interface Execution {

    /** Unique within the sandbox. */
    String id();

    /** What was asked for. */
    ExecRequest request();

    /**
     * Standard input, when the request says {@link ExecRequest.Builder#stdinPipe()}; closing it is
     * the end of the file for the command. Otherwise the stream is closed already. Writing blocks
     * while the command does not read.
     */
    OutputStream stdin();

    /**
     * The captured part of standard output from its beginning, each call a stream of its own.
     * Reading blocks until there is more; the end of the stream is the end of the output or of what
     * is kept. Needs no closing.
     */
    InputStream stdout();

    /** As {@link #stdout()}, of standard error. */
    InputStream stderr();

    /**
     * Sends a signal to the command's processes. Does nothing when the execution has ended.
     *
     * @throws SandboxException when the sandbox cannot be reached
     */
    void signal(Signal signal);

    /**
     * Kills the whole process tree; the execution ends as {@link Outcome.Cancelled}. Does nothing
     * when it has ended. Does not wait.
     */
    void kill();

    /** The result, when the execution has ended. */
    Optional<ExecResult> poll();

    /**
     * Waits for the end and for all output. Later calls answer the same result.
     *
     * @throws CancelledException when the calling thread is interrupted: the process tree is
     *     killed, and the thread's interrupt status is set
     * @throws CommandNotFoundException when the program does not exist or cannot be executed and
     *     {@link Sandbox#spawn} did not say so
     */
    ExecResult join();
}
