package io.bailiwick.audit;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The head of a chain: a file of 512 bytes, little-endian.
 *
 * <pre>
 *   0  magic, ASCII, filled with zeros
 * 128  slot of even record numbers
 * 256  slot of odd record numbers
 *
 * slot: 0 seq (8)  8 segment (4)  12 length (4)  16 hash (32)  48 CRC-32C of bytes 0–47 (8)
 *       56 state (8): 0 invalid, 1 announced, 2 confirmed
 * </pre>
 *
 * Two slots, because a record's head is written over that of the record before the last: whenever
 * the writer dies, the last confirmed head is intact. {@code length} is the segment's length with
 * the record.
 *
 * <p>Not thread-safe; {@link Chain} guards it with its lock.
 */
final class HeadFile {

    static final int SIZE = 512;

    private static final byte[] MAGIC =
            "bailiwick audit head 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int SLOT_EVEN = 128;
    private static final int SLOT_ODD = 256;
    private static final int SEGMENT = 8;
    private static final int LENGTH = 12;
    private static final int HASH = 16;
    private static final int HASH_SIZE = 32;
    private static final int CRC = 48;
    private static final int STATE = 56;
    private static final long ANNOUNCED = 1;
    private static final long CONFIRMED = 2;

    /** One head: the record, and where its segment ends with it. */
    record Head(long seq, int segment, int length, String hash) {

        /** Of a chain without records. */
        static final Head NONE = new Head(0, 1, 0, Sha256.ZERO);
    }

    /**
     * What a head file says.
     *
     * @param announced the record after the confirmed one, when the writer died or is at work
     */
    record Heads(Head confirmed, Optional<Head> announced) {}

    private final ByteBuffer memory;

    private HeadFile(ByteBuffer memory) {
        this.memory = memory;
    }

    /** Maps the file, which is made when it does not exist. */
    static HeadFile open(Path path) throws IOException {
        try (FileChannel channel = AuditFiles.openForWriting(path)) {
            AuditFiles.fill(channel, SIZE);
            ByteBuffer memory = AuditFiles.map(channel, SIZE).order(ByteOrder.LITTLE_ENDIAN);
            if (memory.get(0) == 0) {
                memory.put(0, MAGIC);
            }
            return new HeadFile(memory);
        }
    }

    /** What the file says; empty when it is not a head. */
    Optional<Heads> heads() {
        return parse(memory);
    }

    /** What the bytes of a head file say; empty when they are not a head. */
    static Optional<Heads> parse(byte[] bytes) {
        if (bytes.length != SIZE) {
            return Optional.empty();
        }
        return parse(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static Optional<Heads> parse(ByteBuffer memory) {
        byte[] magic = new byte[MAGIC.length];
        memory.get(0, magic);
        if (!Arrays.equals(magic, MAGIC)) {
            return Optional.empty();
        }
        Head confirmed = Head.NONE;
        for (int slot : new int[] {SLOT_EVEN, SLOT_ODD}) {
            if (memory.getLong(slot + STATE) == CONFIRMED && intact(memory, slot)) {
                Head head = head(memory, slot);
                confirmed = head.seq() > confirmed.seq() ? head : confirmed;
            }
        }
        int next = slot(confirmed.seq() + 1);
        if (memory.getLong(next + STATE) == ANNOUNCED && intact(memory, next)) {
            Head head = head(memory, next);
            if (head.seq() == confirmed.seq() + 1) {
                return Optional.of(new Heads(confirmed, Optional.of(head)));
            }
        }
        return Optional.of(new Heads(confirmed, Optional.empty()));
    }

    /** Says which record comes next, before it is written. */
    void announce(Head head) {
        int slot = slot(head.seq());
        state(slot, 0);
        memory.putLong(slot, head.seq());
        memory.putInt(slot + SEGMENT, head.segment());
        memory.putInt(slot + LENGTH, head.length());
        byte[] hash = HexFormat.of().parseHex(head.hash());
        memory.put(slot + HASH, hash);
        memory.putLong(slot + CRC, crc(memory, slot));
        state(slot, ANNOUNCED);
    }

    /** Says that the announced record is written. */
    void confirm(Head head) {
        state(slot(head.seq()), CONFIRMED);
    }

    /** Takes an announcement back. */
    void withdraw(Head head) {
        state(slot(head.seq()), 0);
    }

    private void state(int slot, long state) {
        VarHandle.fullFence();
        memory.putLong(slot + STATE, state);
        VarHandle.fullFence();
    }

    private static int slot(long seq) {
        return (seq & 1) == 0 ? SLOT_EVEN : SLOT_ODD;
    }

    private static Head head(ByteBuffer memory, int slot) {
        byte[] hash = new byte[HASH_SIZE];
        memory.get(slot + HASH, hash);
        return new Head(
                memory.getLong(slot),
                memory.getInt(slot + SEGMENT),
                memory.getInt(slot + LENGTH),
                HexFormat.of().formatHex(hash));
    }

    private static boolean intact(ByteBuffer memory, int slot) {
        int segment = memory.getInt(slot + SEGMENT);
        return memory.getLong(slot + CRC) == crc(memory, slot)
                && segment >= 1
                && segment <= Names.MAX_SEGMENT
                && memory.getInt(slot + LENGTH) >= 1
                && memory.getLong(slot) >= 1;
    }

    private static long crc(ByteBuffer memory, int slot) {
        CRC32C crc = new CRC32C();
        crc.update(memory.slice(slot, CRC));
        return crc.getValue();
    }
}
