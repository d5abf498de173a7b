package io.bailiwick.linux.fuse;

import java.lang.foreign.MemorySegment;

/** Room for bytes that are answered. Valid during the call that it was given to. */
public final class DataReply {
    private final MemorySegment reply;
    private int capacity;

    DataReply(MemorySegment reply) {
        this.reply = reply;
    }

    void limit(int wanted) {
        int room = (int) reply.byteSize() - Protocol.OUT_HEADER;
        capacity = wanted < 0 ? room : Math.min(wanted, room);
    }

    /** At most so many bytes may be answered. */
    public int capacity() {
        return capacity;
    }

    /** Where they go, for calls that take an address. */
    public long address() {
        return reply.address() + Protocol.OUT_HEADER;
    }

    /** The memory itself, {@link #capacity} bytes. */
    public MemorySegment segment() {
        return reply.asSlice(Protocol.OUT_HEADER, capacity);
    }
}
