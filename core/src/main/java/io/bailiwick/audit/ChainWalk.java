package io.bailiwick.audit;

import io.bailiwick.audit.AuditProblem.Kind;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Follows a chain from line to line and names what does not fit. After a problem it goes on from
 * what it found, so that one change is one problem and not one on every later line.
 */
final class ChainWalk {

    private final List<ChainLine> lines;
    private final List<AuditProblem> problems;
    // Hash of every record that was met, by number.
    private final Map<Long, String> hashes = new HashMap<>();
    // Numbers of all valid records, wherever they stand.
    private final Set<Long> present = new HashSet<>();
    // Records met too early, waiting for their turn.
    private final Map<Long, RecordLine.Valid> early = new HashMap<>();
    // Records not met in their turn that stand elsewhere, with the line that came instead.
    private final Map<Long, ChainLine> late = new TreeMap<>();
    private long expected = 1;
    private String prev = Sha256.ZERO;
    private boolean prevKnown = true;
    private boolean afterLostFile;
    private long lastSeq;
    private long records;

    ChainWalk(List<ChainLine> lines, List<AuditProblem> problems) {
        this.lines = lines;
        this.problems = problems;
        for (ChainLine line : lines) {
            if (line.record() instanceof RecordLine.Valid valid) {
                present.add(valid.seq());
            }
        }
    }

    void run() {
        for (int i = 0; i < lines.size(); i++) {
            ChainLine line = lines.get(i);
            if (line.isGap()) {
                afterLostFile = true;
                prevKnown = false;
                continue;
            }
            boolean nextFits = i + 1 < lines.size() && fits(lines.get(i + 1));
            switch (line.record()) {
                case RecordLine.Malformed malformed -> malformed(line, malformed, nextFits);
                case RecordLine.Edited edited -> edited(line, edited, nextFits);
                case RecordLine.Valid valid -> valid(line, valid, nextFits);
            }
        }
        late.forEach(
                (seq, line) -> add(Kind.REORDERED, line, "record " + seq + " is not before this"));
    }

    private boolean fits(ChainLine line) {
        return line.record() instanceof RecordLine.Valid valid
                && valid.seq() == expected
                && (!prevKnown || valid.prev().equals(prev));
    }

    private void malformed(ChainLine line, RecordLine.Malformed malformed, boolean nextFits) {
        if (nextFits) {
            add(Kind.INSERTED, line, "not a record of this chain: " + malformed.why());
            return;
        }
        add(Kind.MALFORMED, line, "record " + expected + " is damaged: " + malformed.why());
        lastSeq = expected;
        expected++;
        prevKnown = false;
    }

    private void edited(ChainLine line, RecordLine.Edited edited, boolean nextFits) {
        if (nextFits) {
            add(Kind.INSERTED, line, "not a record of this chain");
            return;
        }
        add(Kind.EDITED, line, "record " + expected + " was changed after it was written");
        advance(expected, edited.hash());
    }

    private void valid(ChainLine line, RecordLine.Valid valid, boolean nextFits) {
        if (nextFits && prevKnown) {
            // Without this line the chain would be whole.
            misplaced(line, valid);
        } else if (fits(line) || (afterLostFile && valid.seq() >= expected)) {
            accept(valid);
        } else if (valid.seq() < expected) {
            misplaced(line, valid);
        } else if (valid.seq() == expected) {
            add(
                    Kind.REWRITTEN,
                    line,
                    "record " + valid.seq() + " does not follow the record before it");
            accept(valid);
        } else {
            missing(line, valid);
            accept(valid);
        }
    }

    private void misplaced(ChainLine line, RecordLine.Valid valid) {
        if (late.remove(valid.seq()) != null) {
            hashes.put(valid.seq(), valid.hash());
        } else if (valid.seq() > expected) {
            early.put(valid.seq(), valid);
        } else {
            add(Kind.INSERTED, line, "record " + valid.seq() + " is not of this chain");
            return;
        }
        add(Kind.REORDERED, line, "record " + valid.seq() + " is out of its place");
        records++;
    }

    private void missing(ChainLine line, RecordLine.Valid valid) {
        long elsewhere = 0;
        for (long seq : present) {
            if (seq >= expected && seq < valid.seq()) {
                late.put(seq, line);
                elsewhere++;
            }
        }
        long gap = valid.seq() - expected;
        if (elsewhere < gap) {
            String which =
                    gap == 1
                            ? "record " + expected + " is missing before this line"
                            : gap
                                    - elsewhere
                                    + " of the records "
                                    + expected
                                    + " to "
                                    + (valid.seq() - 1)
                                    + " are missing before this line";
            add(Kind.REMOVED, line, which);
        }
    }

    private void accept(RecordLine.Valid valid) {
        records++;
        advance(valid.seq(), valid.hash());
        RecordLine.Valid waiting = early.remove(expected);
        while (waiting != null && waiting.prev().equals(prev)) {
            advance(waiting.seq(), waiting.hash());
            waiting = early.remove(expected);
        }
    }

    private void advance(long seq, String hash) {
        hashes.put(seq, hash);
        expected = seq + 1;
        prev = hash;
        prevKnown = true;
        afterLostFile = false;
        lastSeq = Math.max(lastSeq, seq);
    }

    private void add(Kind kind, ChainLine line, String message) {
        problems.add(new AuditProblem(kind, line.file(), line.line(), message));
    }

    /** How many valid records of the chain were met. */
    long records() {
        return records;
    }

    /** The highest number of a record; 0 when there is none. */
    long lastSeq() {
        return lastSeq;
    }

    /** Whether the record of that number was met and cannot be told from the one of that hash. */
    boolean agrees(long seq, String hash) {
        return hash.equals(hashes.getOrDefault(seq, hash));
    }

    /** Whether the last file is missing. */
    boolean endsWithLostFile() {
        return afterLostFile;
    }

    Optional<Path> lastFile() {
        return lines.isEmpty() ? Optional.empty() : Optional.of(lines.getLast().file());
    }

    long lastLine() {
        return lines.isEmpty() ? 0 : lines.getLast().line();
    }
}
