package io.bailiwick.audit;

import io.bailiwick.audit.HeadFile.Head;
import io.bailiwick.audit.HeadFile.Heads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A chain that is being written, and the lock on it.
 *
 * <p>Not thread-safe; {@link AuditLog} guards it with its lock.
 */
final class Chain implements AutoCloseable {

    private static final int VERSION = 1;

    private final AuditLocation location;
    private final int number;
    private final ChainLock lock;
    private final HeadFile headFile;
    private Head head;
    private SegmentFile segment;

    private Chain(
            AuditLocation location,
            int number,
            ChainLock lock,
            HeadFile headFile,
            Head head,
            SegmentFile segment) {
        this.location = location;
        this.number = number;
        this.lock = lock;
        this.headFile = headFile;
        this.head = head;
        this.segment = segment;
    }

    /**
     * The chain, when nobody has it and its end is as its head says. A chain that somebody damaged
     * is evidence: nothing is appended to it.
     */
    static Optional<Chain> tryOpen(AuditLocation location, int number) throws IOException {
        Optional<ChainLock> lock = ChainLock.tryAcquire(location.lock(number));
        if (lock.isEmpty()) {
            return Optional.empty();
        }
        Optional<Chain> chain = Optional.empty();
        try {
            chain = recover(location, number, lock.get());
            return chain;
        } finally {
            if (chain.isEmpty()) {
                lock.get().close();
            }
        }
    }

    private static Optional<Chain> recover(AuditLocation location, int number, ChainLock lock)
            throws IOException {
        boolean segments = Files.exists(location.segment(number, 1));
        boolean headExists = Files.exists(location.head(number));
        if (segments && !headExists) {
            return Optional.empty();
        }
        HeadFile headFile = HeadFile.open(location.head(number));
        Optional<Heads> heads = headFile.heads();
        if (heads.isEmpty()) {
            return Optional.empty();
        }
        Head confirmed = settle(location, number, headFile, heads.get());
        Path path = location.segment(number, confirmed.segment());
        if (confirmed.seq() > 0 && (!Files.exists(path) || Files.size(path) < confirmed.length())) {
            return Optional.empty();
        }
        SegmentFile segment = SegmentFile.open(path, SegmentFile.SIZE);
        return endsAs(segment, confirmed)
                ? Optional.of(new Chain(location, number, lock, headFile, confirmed, segment))
                : Optional.empty();
    }

    /** Accepts an announced record that is there, and removes what there is of one that is not. */
    private static Head settle(AuditLocation location, int number, HeadFile headFile, Heads heads)
            throws IOException {
        Head confirmed = heads.confirmed();
        if (heads.announced().isEmpty()) {
            return confirmed;
        }
        Head announced = heads.announced().get();
        int start = announced.segment() == confirmed.segment() ? confirmed.length() : 0;
        Path path = location.segment(number, announced.segment());
        if (Files.exists(path) && announced.length() > start) {
            SegmentFile segment = SegmentFile.open(path, announced.length());
            if (holds(segment.read(start, announced.length()), announced)) {
                headFile.confirm(announced);
                return announced;
            }
            segment.clearFrom(start);
        }
        headFile.withdraw(announced);
        return confirmed;
    }

    private static boolean endsAs(SegmentFile segment, Head head) {
        if (head.seq() == 0) {
            return segment.isZeroFrom(0);
        }
        int start = segment.startOfRecordBefore(head.length());
        return holds(segment.read(start, head.length()), head) && segment.isZeroFrom(head.length());
    }

    private static boolean holds(byte[] line, Head head) {
        return RecordLine.parse(line) instanceof RecordLine.Valid valid
                && valid.seq() == head.seq()
                && valid.hash().equals(head.hash());
    }

    AuditReceipt append(String kind, String sandbox, String time, Map<String, Object> record)
            throws IOException {
        long seq = head.seq() + 1;
        Map<String, Object> map = new TreeMap<>();
        map.put("kind", kind);
        map.put("prev", head.hash());
        map.put("record", record);
        map.put("sandbox", sandbox);
        map.put("seq", seq);
        map.put("time", time);
        map.put("version", VERSION);
        String body = CanonicalJson.write(map);
        String hash = Sha256.hex(body.getBytes(StandardCharsets.US_ASCII));
        byte[] line = RecordLine.join(hash, body).getBytes(StandardCharsets.US_ASCII);
        write(seq, hash, line);
        return new AuditReceipt(number, seq, hash);
    }

    private void write(long seq, String hash, byte[] line) throws IOException {
        if (!segment.hasRoom(head.length(), line.length)) {
            rotate(line.length);
        }
        Head next = new Head(seq, head.segment(), head.length() + line.length, hash);
        headFile.announce(next);
        segment.write(head.length(), line);
        headFile.confirm(next);
        head = next;
    }

    private void rotate(int bytes) throws IOException {
        int number = head.segment() + 1;
        if (number > Names.MAX_SEGMENT) {
            throw new IOException("the audit chain is full: " + Names.chain(this.number));
        }
        SegmentFile next =
                SegmentFile.open(
                        location.segment(this.number, number), Math.max(SegmentFile.SIZE, bytes));
        if (!next.isZeroFrom(0)) {
            throw new IOException(
                    "not ours, in the place of the next segment: "
                            + location.segment(this.number, number));
        }
        SegmentFile full = segment;
        int length = head.length();
        segment = next;
        head = new Head(head.seq(), number, 0, head.hash());
        full.close(length);
    }

    /** Frees the chain for others; the next to open it finds out what was written. */
    void abandon() throws IOException {
        lock.close();
    }

    @Override
    public void close() throws IOException {
        try {
            segment.close(head.length());
        } finally {
            lock.close();
        }
    }
}
