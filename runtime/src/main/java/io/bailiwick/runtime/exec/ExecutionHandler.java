package io.bailiwick.runtime.exec;

import java.nio.ByteBuffer;

/** Receives what init says of one execution, on the loop's thread; must not block. */
public interface ExecutionHandler {

    /**
     * Output of the program.
     *
     * @param stream 0 for standard output, 1 for standard error
     * @param bytes valid during the call only
     */
    void output(int stream, ByteBuffer bytes);

    /** init took that many bytes of standard input. */
    void inputTaken(int bytes);

    /** The end. Nothing follows. */
    void exited(Exit exit);

    /**
     * The program could not be started. Nothing follows.
     *
     * @param stage as in {@code exec.c}
     * @param errno the kernel's answer
     */
    void failed(int stage, int errno);

    /** The sandbox is gone. Nothing follows. */
    void lost();
}
