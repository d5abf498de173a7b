package io.bailiwick.linux.fuse;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** {@code struct fuse_attr_out}. Valid during the call that it was given to. */
public final class AttributesReply {
    private final MemorySegment reply;
    private final Attributes attributes;

    AttributesReply(MemorySegment reply) {
        this.reply = reply;
        attributes = new Attributes(reply, Protocol.OUT_HEADER + 16);
    }

    /** How long the kernel may answer from what it was told, in nanoseconds. */
    public AttributesReply valid(long nanoseconds) {
        reply.set(JAVA_LONG_UNALIGNED, Protocol.OUT_HEADER, nanoseconds / 1_000_000_000);
        int rest = (int) (nanoseconds % 1_000_000_000);
        reply.set(JAVA_INT_UNALIGNED, Protocol.OUT_HEADER + 8, rest);
        reply.set(JAVA_INT_UNALIGNED, Protocol.OUT_HEADER + 12, 0);
        return this;
    }

    public Attributes attributes() {
        return attributes;
    }
}
