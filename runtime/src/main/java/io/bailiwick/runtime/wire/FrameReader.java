package io.bailiwick.runtime.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Takes frames apart. {@link #fill} reads what there is, {@link #poll} answers whether a whole
 * frame has come; then the header's fields and the payload are that frame's, valid until the next
 * call.
 *
 * <p>init is ours, but it runs beside the agent: whatever arrives is checked like a stranger's.
 */
public final class FrameReader {

    private static final int INITIAL = 16 << 10;
    private static final int BULK = 256 << 10;

    private ByteBuffer buffer =
            ByteBuffer.allocateDirect(INITIAL).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private ByteBuffer payload = ByteBuffer.allocate(0);
    private int type;
    private int id;

    /**
     * Reads once, as much as there is room for.
     *
     * @return the bytes read, 0 when a non-blocking channel had none, -1 at the end of the stream
     * @throws EOFException when the stream ends within a frame
     */
    public int fill(ReadableByteChannel channel) throws IOException {
        int start = buffer.position();
        int end = buffer.limit();
        if (start == end) {
            start = 0;
            end = 0;
        } else if (end == buffer.capacity()) {
            compact();
            start = 0;
            end = buffer.limit();
        }
        buffer.limit(buffer.capacity()).position(end);
        int n = channel.read(buffer);
        buffer.limit(buffer.position()).position(start);
        if (n < 0 && buffer.hasRemaining()) {
            throw new EOFException("stream ended within a frame");
        }
        return n;
    }

    /**
     * Steps to the next frame.
     *
     * @return false when more bytes are needed first
     * @throws IOException when the frame is malformed
     */
    public boolean poll() throws IOException {
        if (buffer.remaining() < FrameType.HEADER_BYTES) {
            return false;
        }
        int start = buffer.position();
        int length = buffer.getInt(start);
        if (length < 0 || length > FrameType.MAX_PAYLOAD) {
            throw new IOException("frame of " + Integer.toUnsignedString(length) + " bytes");
        }
        if (buffer.remaining() < FrameType.HEADER_BYTES + length) {
            reserve(FrameType.HEADER_BYTES + length);
            return false;
        }
        type = buffer.get(start + 4) & 0xff;
        id = buffer.getInt(start + 8);
        payload =
                buffer.slice(start + FrameType.HEADER_BYTES, length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.position(start + FrameType.HEADER_BYTES + length);
        return true;
    }

    /**
     * Reads from a blocking channel until a whole frame is there.
     *
     * @return false when the stream ended instead
     */
    public boolean next(ReadableByteChannel channel) throws IOException {
        while (!poll()) {
            if (fill(channel) < 0) {
                return false;
            }
        }
        return true;
    }

    public int type() {
        return type;
    }

    public int id() {
        return id;
    }

    public ByteBuffer payload() {
        return payload;
    }

    /**
     * The next string of the payload; bytes that are not UTF-8 become U+FFFD.
     *
     * @throws IOException when the payload is too short
     */
    public String string() throws IOException {
        if (payload.remaining() < 4) {
            throw new IOException("truncated payload");
        }
        int length = payload.getInt();
        if (length < 0 || length > payload.remaining()) {
            throw new IOException("truncated payload");
        }
        byte[] bytes = new byte[length];
        payload.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void compact() {
        buffer.compact().flip();
    }

    /** Room for {@code count} bytes from the current position on; grows once for bulk output. */
    private void reserve(int count) {
        if (buffer.capacity() - buffer.position() >= count) {
            return;
        }
        if (buffer.capacity() >= count) {
            compact();
            return;
        }
        ByteBuffer larger =
                ByteBuffer.allocateDirect(Math.max(count, BULK)).order(ByteOrder.LITTLE_ENDIAN);
        buffer = larger.put(buffer).flip();
    }
}
