package io.bailiwick.linux.fuse;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes requests as the kernel does. */
final class Frame {
    static final long UNIQUE = 0x1234_5678_9abcL;

    private final int opcode;
    private final long node;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private Frame(int opcode, long node) {
        this.opcode = opcode;
        this.node = node;
    }

    static Frame of(int opcode, long node) {
        return new Frame(opcode, node);
    }

    Frame int32(int... values) {
        for (int value : values) {
            little(value, 4);
        }
        return this;
    }

    Frame int64(long... values) {
        for (long value : values) {
            little(value, 8);
        }
        return this;
    }

    Frame text(String latin1) {
        body.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
        body.write(0);
        return this;
    }

    Frame raw(byte... bytes) {
        body.writeBytes(bytes);
        return this;
    }

    byte[] bytes() {
        byte[] bytes = new byte[Protocol.IN_HEADER + body.size()];
        ByteBuffer frame = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(bytes.length).putInt(opcode).putLong(UNIQUE).putLong(node);
        frame.putInt(0).putInt(0).putInt(1).putInt(0);
        frame.put(body.toByteArray());
        return bytes;
    }

    private void little(long value, int size) {
        for (int i = 0; i < size; i++) {
            body.write((byte) (value >>> (8 * i)));
        }
    }
}
