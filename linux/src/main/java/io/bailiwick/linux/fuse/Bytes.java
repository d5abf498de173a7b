package io.bailiwick.linux.fuse;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Bytes that came with a request. Valid during the call that they were given to. */
public final class Bytes {
    private final Request request;
    private int offset;
    private int size;

    Bytes(Request request) {
        this.request = request;
    }

    /** Whether the frame holds that many bytes there. */
    boolean at(int newOffset, int newSize) {
        offset = newOffset;
        size = newSize;
        return newSize >= 0 && newOffset >= 0 && newOffset <= request.bodyLength() - newSize;
    }

    /** Number of bytes. */
    public int size() {
        return size;
    }

    /** Where they are, for calls that take an address. */
    public long address() {
        return request.addressAt(offset);
    }

    /** The memory itself. */
    public MemorySegment segment() {
        return request.slice(offset, size);
    }

    /** A copy that stays. */
    public byte[] copy() {
        return segment().toArray(ValueLayout.JAVA_BYTE);
    }
}
