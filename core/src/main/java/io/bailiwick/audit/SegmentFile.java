package io.bailiwick.audit;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A segment that is being written: mapped, and filled with zeros beyond its records. The mapping
 * goes when it is garbage.
 *
 * <p>Not thread-safe; {@link Chain} guards it with its lock.
 */
final class SegmentFile {

    /** The size of a segment, unless its only record is longer. */
    static final int SIZE = 1 << 20;

    private final Path path;
    private final ByteBuffer memory;
    // What lies beyond was filled by us just now.
    private final int found;

    private SegmentFile(Path path, ByteBuffer memory, int found) {
        this.path = path;
        this.memory = memory;
        this.found = found;
    }

    /** Maps at least {@code size} bytes of the file, which is made when it does not exist. */
    static SegmentFile open(Path path, int size) throws IOException {
        return AuditFiles.uninterrupted(
                new AuditFiles.Action<>() {
                    @Override
                    public SegmentFile run() throws IOException {
                        return map(path, size);
                    }
                });
    }

    private static SegmentFile map(Path path, int size) throws IOException {
        try (FileChannel channel = AuditFiles.openForWriting(path)) {
            int found = Math.toIntExact(channel.size());
            AuditFiles.fill(channel, size);
            ByteBuffer memory = AuditFiles.map(channel, Math.max(found, size));
            return new SegmentFile(path, memory, found);
        } catch (ArithmeticException e) {
            throw new IOException("too long for a segment: " + path, e);
        }
    }

    boolean hasRoom(int at, int bytes) {
        return bytes <= memory.capacity() - at;
    }

    /** Writes a record whose first byte, the last to be stored, makes it valid. */
    void write(int at, byte[] record) {
        memory.put(at + 1, record, 1, record.length - 1);
        VarHandle.fullFence();
        memory.put(at, record[0]);
        VarHandle.fullFence();
    }

    byte[] read(int from, int to) {
        byte[] bytes = new byte[to - from];
        memory.get(from, bytes);
        return bytes;
    }

    /** The start of the record that ends before {@code end}. */
    int startOfRecordBefore(int end) {
        int at = end - 1;
        while (at > 0 && memory.get(at - 1) != '\n') {
            at--;
        }
        return at;
    }

    boolean isZeroFrom(int from) {
        if (from >= found) {
            return true;
        }
        byte[] rest = read(from, found);
        return Arrays.equals(rest, new byte[rest.length]);
    }

    /** Removes what an unfinished record left behind. */
    void clearFrom(int from) {
        memory.put(from, new byte[memory.capacity() - from]);
    }

    /** Cuts off the zeros. The segment must not be touched any more. */
    void close(int length) throws IOException {
        AuditFiles.uninterrupted(
                new AuditFiles.Action<>() {
                    @Override
                    public FileChannel run() throws IOException {
                        try (FileChannel channel = AuditFiles.openForWriting(path)) {
                            return channel.truncate(length);
                        }
                    }
                });
    }
}
