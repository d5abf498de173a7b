package io.bailiwick.linux.fuse;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * Names of a directory, with their nodes where {@link #wantsEntries}. For each name: ask {@link
 * #fits}, fill {@link #entry} if entries are wanted, {@link #add} it. Valid during the call that it
 * was given to.
 */
public final class DirectoryReply {
    private static final int NAME = 24;

    private final MemorySegment reply;
    private final EntryReply entry;
    private int end;
    private int used;
    private boolean entries;

    DirectoryReply(MemorySegment reply) {
        this.reply = reply;
        entry = new EntryReply(reply);
    }

    void start(int size, boolean withEntries) {
        int room = (int) reply.byteSize() - Protocol.OUT_HEADER;
        end = Protocol.OUT_HEADER + Math.clamp(size, 0, room);
        used = Protocol.OUT_HEADER;
        entries = withEntries;
        entry.moveTo(used);
    }

    int length() {
        return used - Protocol.OUT_HEADER;
    }

    /** Whether each name has to come with its node: a lookup that counts, as LOOKUP does. */
    public boolean wantsEntries() {
        return entries;
    }

    /** Whether one more name of that many bytes has room. */
    public boolean fits(int nameLength) {
        return size(nameLength) <= end - used;
    }

    private int size(int nameLength) {
        int size = (entries ? Protocol.ENTRY_OUT : 0) + NAME + nameLength;
        return (size + 7) & ~7;
    }

    /** The node of the name that is added next; absent means that it was not looked up. */
    public EntryReply entry() {
        return entry;
    }

    /**
     * Adds a name that fits.
     *
     * @param type the file type as {@code d_type} has it, 0 when unknown
     * @param next where a listing goes on after this name
     */
    public void add(MemorySegment from, long at, int length, long inode, int type, long next) {
        if (!fits(length)) {
            throw new IllegalStateException("no room for a name of " + length + " bytes");
        }
        int record = size(length);
        long base = (long) used + (entries ? Protocol.ENTRY_OUT : 0);
        reply.set(JAVA_LONG_UNALIGNED, base, inode);
        reply.set(JAVA_LONG_UNALIGNED, base + 8, next);
        reply.set(JAVA_INT_UNALIGNED, base + 16, length);
        reply.set(JAVA_INT_UNALIGNED, base + 20, type);
        MemorySegment.copy(from, at, reply, base + NAME, length);
        for (long pad = base + NAME + length; pad < used + record; pad++) {
            reply.set(JAVA_BYTE, pad, (byte) 0);
        }
        used += record;
        entry.moveTo(used);
    }
}
