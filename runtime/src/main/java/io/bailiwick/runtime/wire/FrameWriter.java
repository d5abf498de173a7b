package io.bailiwick.runtime.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Encodes one frame. */
public final class FrameWriter {

    private byte[] bytes = new byte[512];
    private int length = FrameType.HEADER_BYTES;

    private FrameWriter(int type, int id) {
        bytes[4] = (byte) type;
        putInt(8, id);
    }

    public static FrameWriter frame(int type, int id) {
        return new FrameWriter(type, id);
    }

    public FrameWriter u8(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
        return this;
    }

    public FrameWriter u32(int value) {
        reserve(4);
        putInt(length, value);
        length += 4;
        return this;
    }

    public FrameWriter u64(long value) {
        return u32((int) value).u32((int) (value >>> 32));
    }

    public FrameWriter raw(byte[] value, int offset, int count) {
        reserve(count);
        System.arraycopy(value, offset, bytes, length, count);
        length += count;
        return this;
    }

    public FrameWriter blob(byte[] value) {
        return u32(value.length).raw(value, 0, value.length);
    }

    /**
     * @throws IllegalArgumentException when the text holds NUL, which no path or argument can, or
     *     half a surrogate pair, for which UTF-8 has no form
     */
    public FrameWriter string(String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("text with NUL");
        }
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
            int count = encoded.remaining();
            u32(count).reserve(count);
            encoded.get(bytes, length, count);
            length += count;
            return this;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("text with an unpaired surrogate", e);
        }
    }

    public FrameWriter strings(List<String> values) {
        u32(values.size());
        for (String value : values) {
            string(value);
        }
        return this;
    }

    /**
     * The finished frame.
     *
     * @throws FrameTooLongException when the payload is longer than the other side accepts
     */
    public ByteBuffer finish() {
        int payload = length - FrameType.HEADER_BYTES;
        if (payload > FrameType.MAX_PAYLOAD) {
            throw new FrameTooLongException(payload);
        }
        putInt(0, payload);
        return ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }

    private void putInt(int at, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >>> (8 * i));
        }
    }
}
