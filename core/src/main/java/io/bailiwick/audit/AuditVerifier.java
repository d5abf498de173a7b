package io.bailiwick.audit;

import io.bailiwick.AuditFailedException;
import io.bailiwick.audit.AuditProblem.Kind;
import io.bailiwick.audit.HeadFile.Head;
import io.bailiwick.audit.HeadFile.Heads;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Checks an audit from its files alone; writers may be at work meanwhile. Changes nothing.
 * Thread-safe.
 *
 * <p>What it cannot see: the change of both directories by somebody who can write both. Keep the
 * heads where the audit's editors are not.
 */
public final class AuditVerifier {

    private final AuditLocation location;
    private final List<AuditProblem> problems = new ArrayList<>();
    private long records;

    private AuditVerifier(AuditLocation location) {
        this.location = location;
    }

    /**
     * Checks all chains.
     *
     * @throws AuditFailedException when a file cannot be read; a directory that does not exist is
     *     an empty audit
     */
    public static AuditReport verify(AuditLocation location) {
        try {
            return new AuditVerifier(location).report();
        } catch (IOException e) {
            throw new AuditFailedException("cannot read the audit: " + e.getMessage(), e);
        }
    }

    private AuditReport report() throws IOException {
        // Heads first: what they know must be in the files, whatever is appended meanwhile.
        Map<Integer, Heads> heads = new TreeMap<>();
        Set<Integer> chains = new TreeSet<>();
        for (Path file : list(location.heads())) {
            String name = String.valueOf(file.getFileName());
            if (Names.isHead(name)) {
                int chain = Names.chainOf(name).orElseThrow();
                chains.add(chain);
                heads(chain).ifPresent(found -> heads.put(chain, found));
            }
        }
        SortedMap<Integer, SortedSet<Integer>> segments = segments();
        chains.addAll(segments.keySet());
        for (int chain : chains) {
            Optional<Heads> before = Optional.ofNullable(heads.get(chain));
            verifyChain(chain, segments.getOrDefault(chain, new TreeSet<>()), before);
        }
        return new AuditReport(chains.size(), records, problems);
    }

    private SortedMap<Integer, SortedSet<Integer>> segments() throws IOException {
        SortedMap<Integer, SortedSet<Integer>> found = new TreeMap<>();
        for (Path file : list(location.records())) {
            String name = String.valueOf(file.getFileName());
            OptionalInt segment = Names.segmentOf(name);
            if (segment.isPresent()) {
                int chain = Names.chainOf(name).orElseThrow();
                found.computeIfAbsent(chain, absent -> new TreeSet<>()).add(segment.getAsInt());
            }
        }
        return found;
    }

    private void verifyChain(int chain, SortedSet<Integer> segments, Optional<Heads> before)
            throws IOException {
        List<ChainLine> lines = new ArrayList<>();
        Head known = before.map(Heads::confirmed).orElse(Head.NONE);
        int last =
                Math.max(
                        segments.isEmpty() ? 0 : segments.last(),
                        known.seq() == 0 ? 0 : known.segment());
        for (int segment = 1; segment <= last; segment++) {
            Path file = location.segment(chain, segment);
            if (segments.contains(segment)) {
                lines.addAll(SegmentReader.read(file));
            } else {
                add(Kind.LOST_FILE, file, 0, "the file is missing");
                lines.add(ChainLine.gap(file));
            }
        }
        ChainWalk walk = new ChainWalk(lines, problems);
        walk.run();
        records += walk.records();
        Optional<Heads> after = heads(chain);
        if (after.isEmpty()) {
            add(Kind.LOST_HEAD, location.head(chain), 0, "the head is missing or unreadable");
        } else {
            checkEnd(chain, walk, known, after.get());
        }
    }

    /** Compares the chain's end with its heads before and after it was read. */
    private void checkEnd(int chain, ChainWalk walk, Head before, Heads after) {
        Path file = walk.lastFile().orElse(location.segment(chain, before.segment()));
        long line = walk.lastLine();
        Head newest = after.announced().orElse(after.confirmed());
        if (walk.lastSeq() < before.seq()) {
            // Otherwise the lost file was reported.
            if (!walk.endsWithLostFile()) {
                add(
                        Kind.CUT_TAIL,
                        file,
                        line,
                        "the chain ends with record "
                                + walk.lastSeq()
                                + ", its head says "
                                + before.seq());
            }
        } else if (!walk.agrees(before.seq(), before.hash())) {
            add(
                    Kind.REWRITTEN,
                    file,
                    line,
                    "record " + before.seq() + " is not the one that the head knows");
        } else if (walk.lastSeq() > newest.seq() || !walk.agrees(newest.seq(), newest.hash())) {
            add(
                    Kind.INSERTED,
                    file,
                    line,
                    "record " + walk.lastSeq() + " is beyond the head, which says " + newest.seq());
        }
    }

    private Optional<Heads> heads(int chain) throws IOException {
        try {
            return HeadFile.parse(Files.readAllBytes(location.head(chain)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void add(Kind kind, Path file, long line, String message) {
        problems.add(new AuditProblem(kind, file, line, message));
    }

    private static List<Path> list(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
                stream.forEach(files::add);
            }
        }
        return files;
    }
}
