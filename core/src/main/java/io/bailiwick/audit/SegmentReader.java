package io.bailiwick.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes a segment apart into lines. */
final class SegmentReader {

    /** No writer of ours makes a longer segment. */
    private static final long MAX_SIZE = 64L << 20;

    private SegmentReader() {}

    /** The lines up to the zeros that fill the segment, or up to its end. */
    static List<ChainLine> read(Path file) throws IOException {
        List<ChainLine> lines = new ArrayList<>();
        if (Files.size(file) > MAX_SIZE) {
            lines.add(new ChainLine(file, 1, new RecordLine.Malformed("too long"), false));
            return lines;
        }
        byte[] bytes = Files.readAllBytes(file);
        int start = 0;
        long number = 1;
        while (start < bytes.length && bytes[start] != 0) {
            int end = start;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            int next = Math.min(end + 1, bytes.length);
            RecordLine record = RecordLine.parse(Arrays.copyOfRange(bytes, start, next));
            lines.add(new ChainLine(file, number, record, false));
            number++;
            start = next;
        }
        return lines;
    }
}
