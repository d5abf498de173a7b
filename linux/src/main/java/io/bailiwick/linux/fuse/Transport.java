package io.bailiwick.linux.fuse;

import java.io.IOException;
import java.time.Duration;

/** What brings frames to dispatchers and takes their replies away. */
interface Transport extends AutoCloseable {

    /** Starts serving. */
    void start() throws IOException;

    /** Waits until the connection has ended; whether it has. */
    boolean await(Duration patience) throws InterruptedException;

    /** Gives descriptors and memory back; only after the connection has ended. */
    @Override
    void close();
}
