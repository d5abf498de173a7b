package io.bailiwick.linux.fuse;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * A view on the frame in a transport's memory. Offsets count from the end of the header; nothing
 * beyond {@link #bodyLength} is ever answered.
 */
final class Request implements Caller {
    private final MemorySegment memory;
    private int bodyLength;

    Request(MemorySegment memory) {
        this.memory = memory;
    }

    /** Whether a frame of {@code length} bytes has a header that agrees with itself. */
    boolean accept(int length) {
        bodyLength = 0;
        if (length < Protocol.IN_HEADER
                || length > memory.byteSize()
                || memory.get(JAVA_INT_UNALIGNED, 0) != length) {
            return false;
        }
        int extensions = 8 * Short.toUnsignedInt(memory.get(JAVA_SHORT_UNALIGNED, 36));
        bodyLength = length - Protocol.IN_HEADER - extensions;
        return bodyLength >= 0;
    }

    int opcode() {
        return memory.get(JAVA_INT_UNALIGNED, 4);
    }

    @Override
    public long unique() {
        return memory.get(JAVA_LONG_UNALIGNED, 8);
    }

    long node() {
        return memory.get(JAVA_LONG_UNALIGNED, 16);
    }

    @Override
    public int uid() {
        return memory.get(JAVA_INT_UNALIGNED, 24);
    }

    @Override
    public int gid() {
        return memory.get(JAVA_INT_UNALIGNED, 28);
    }

    @Override
    public int pid() {
        return memory.get(JAVA_INT_UNALIGNED, 32);
    }

    int bodyLength() {
        return bodyLength;
    }

    int intAt(int offset) {
        return memory.get(JAVA_INT_UNALIGNED, position(offset, Integer.BYTES));
    }

    long longAt(int offset) {
        return memory.get(JAVA_LONG_UNALIGNED, position(offset, Long.BYTES));
    }

    long addressAt(int offset) {
        return memory.address() + position(offset, 0);
    }

    MemorySegment slice(int offset, int length) {
        return memory.asSlice(position(offset, length), length);
    }

    private int position(int offset, int width) {
        if (offset < 0 || width < 0 || offset > bodyLength - width) {
            throw new IndexOutOfBoundsException(offset);
        }
        return Protocol.IN_HEADER + offset;
    }

    /** The string at {@code offset}, or the empty one when it has no end within the frame. */
    String text(int offset) {
        int end = offset;
        while (end < bodyLength && memory.get(JAVA_BYTE, position(end, 1)) != 0) {
            end++;
        }
        if (end >= bodyLength) {
            return "";
        }
        byte[] bytes = new byte[end - offset];
        MemorySegment.copy(memory, JAVA_BYTE, position(offset, 0), bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
