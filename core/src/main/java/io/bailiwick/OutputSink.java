package io.bailiwick;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;

/**
 * Receives a command's output while it runs.
 *
 * <p>Called by one thread at a time for each stream, in the order of the output. While the call
 * lasts no more output of that stream is read, so that a slow receiver slows the command down
 * instead of filling memory. An exception ends the deliveries to this sink, not the command.
 */
@FunctionalInterface
public interface OutputSink {

    /** Receives nothing. */
    OutputSink NONE = bytes -> {};

    /**
     * Takes the next bytes.
     *
     * @param bytes read-only and valid during the call only; bytes left unread are lost
     */
    void accept(ByteBuffer bytes) throws IOException;

    /** Writes to a stream and flushes it after each delivery; the stream is not closed. */
    static OutputSink of(OutputStream stream) {
        WritableByteChannel channel = Channels.newChannel(stream);
        return bytes -> {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            stream.flush();
        };
    }
}
