package io.bailiwick.linux.fuse;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** {@code struct fuse_entry_out}: a name's node. Valid during the call that it was given to. */
public final class EntryReply {
    private final MemorySegment reply;
    private final Attributes attributes;
    private long base;

    EntryReply(MemorySegment reply) {
        this.reply = reply;
        attributes = new Attributes(reply, 0);
        moveTo(Protocol.OUT_HEADER);
    }

    void moveTo(long newBase) {
        base = newBase;
        attributes.moveTo(newBase + 40);
    }

    /**
     * Names the node, which counts as one lookup that the kernel will forget.
     *
     * @param nameNanoseconds how long the kernel may resolve the name by itself
     * @param attributesNanoseconds how long it may answer from the attributes
     */
    public EntryReply node(long node, long nameNanoseconds, long attributesNanoseconds) {
        reply.set(JAVA_LONG_UNALIGNED, base, node);
        reply.set(JAVA_LONG_UNALIGNED, base + 8, 0);
        reply.set(JAVA_LONG_UNALIGNED, base + 16, nameNanoseconds / 1_000_000_000);
        reply.set(JAVA_LONG_UNALIGNED, base + 24, attributesNanoseconds / 1_000_000_000);
        reply.set(JAVA_INT_UNALIGNED, base + 32, (int) (nameNanoseconds % 1_000_000_000));
        reply.set(JAVA_INT_UNALIGNED, base + 36, (int) (attributesNanoseconds % 1_000_000_000));
        return this;
    }

    /** Says that the name does not exist, and for how long the kernel may remember that. */
    public EntryReply absent(long nanoseconds) {
        reply.asSlice(base, Protocol.ENTRY_OUT).fill((byte) 0);
        return node(0, nanoseconds, 0);
    }

    /** The node that was named, 0 for none. */
    long number() {
        return reply.get(JAVA_LONG_UNALIGNED, base);
    }

    public Attributes attributes() {
        return attributes;
    }
}
