package io.bailiwick.files.tar;

import io.bailiwick.files.names.ByteName;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an archive from its beginning to its end.
 *
 * <p>Hand-written for two reasons. Names must arrive as the bytes that they are, and memory must be
 * bounded whatever the archive says, long names and extended headers included. And where readers
 * differ, an archive can show one tree to whoever examines it and another to whoever unpacks it; so
 * this refuses, instead of choosing:
 *
 * <ul>
 *   <li>a size in an extended header beside another one in the header that could have held it;
 *   <li>a name that two extensions give, or a global header that names every entry;
 *   <li>an end that is missing, or content behind it (a second archive);
 *   <li>sparse files, whose formats contradict each other.
 * </ul>
 *
 * <p>Not thread-safe. Does not close what it reads.
 */
public final class TarReader {

    /** For the names and records of one entry: PATH_MAX twice would do; attributes need more. */
    static final int MAX_EXTENSION_BYTES = 1 << 20;

    /** GNU tar pads to 10 KiB, and a blocking factor to some hundred: more is no padding. */
    static final int MAX_TRAILING_BYTES = 1 << 20;

    /** What eleven octal digits cannot say. */
    private static final long OCTAL_LIMIT = 1L << 33;

    /** The years 1901 and 2446, where ext4 ends: a time is never a reason to refuse. */
    private static final long MIN_SECONDS = Integer.MIN_VALUE;

    private static final long MAX_SECONDS = 15_032_385_535L;

    private final InputStream in;
    private long position;
    private long left;
    private long padding;

    /** What the extensions before an entry say of it. */
    private static final class Extensions {
        private @Nullable String name;
        private @Nullable String linkName;
        private Map<String, String> records = new HashMap<>();
        private boolean any;
    }

    public TarReader(InputStream in) {
        this.in = in;
    }

    /**
     * Goes to the next entry, past what has not been read of this one.
     *
     * @return empty at the end of the archive, which has been read to the end of the stream then
     * @throws TarFormatException when the archive is damaged or ambiguous
     * @throws IOException when the stream cannot be read
     */
    public Optional<TarEntry> next() throws IOException {
        skip(left + padding);
        left = 0;
        padding = 0;
        Extensions extensions = new Extensions();
        while (true) {
            byte[] block = block();
            if (isZero(block)) {
                if (extensions.any) {
                    throw new TarFormatException("the archive ends behind an extended header");
                }
                expectEnd();
                return Optional.empty();
            }
            TarHeader header = new TarHeader(block, position - TarHeader.BLOCK);
            switch (header.type()) {
                case 'x' -> {
                    if (!extensions.records.isEmpty()) {
                        throw header.broken("is a second extended header for one entry");
                    }
                    extensions.records = PaxRecords.parse(content(header), header.where());
                    extensions.any = true;
                }
                case 'g' -> refuseNames(PaxRecords.parse(content(header), header.where()), header);
                case 'L' -> {
                    refuseSecond(extensions.name, header);
                    extensions.name = untilNul(content(header));
                    extensions.any = true;
                }
                case 'K' -> {
                    refuseSecond(extensions.linkName, header);
                    extensions.linkName = untilNul(content(header));
                    extensions.any = true;
                }
                default -> {
                    return Optional.of(entry(header, extensions));
                }
            }
        }
    }

    /** The content of the entry; ends with it, and fails when the archive ends before. */
    public InputStream content() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                if (left == 0) {
                    return -1;
                }
                int count = in.read(buffer, offset, (int) Math.min(length, left));
                if (count < 0) {
                    throw truncated();
                }
                left -= count;
                position += count;
                return count;
            }
        };
    }

    private TarEntry entry(TarHeader header, Extensions extensions) throws IOException {
        Map<String, String> records = extensions.records;
        if (header.type() == 'S' || records.keySet().stream().anyMatch(TarReader::isSparse)) {
            throw header.broken("is of a sparse file: make the archive without --sparse");
        }
        String name = one(header, "path", extensions.name, records, header.name());
        String link = one(header, "linkpath", extensions.linkName, records, header.linkName());
        TarEntry.Type type =
                switch (header.type()) {
                    case '0', '\0', '7' ->
                            name.endsWith("/") ? TarEntry.Type.DIRECTORY : TarEntry.Type.FILE;
                    case '1' -> TarEntry.Type.HARD_LINK;
                    case '2' -> TarEntry.Type.SYMBOLIC_LINK;
                    case '5' -> TarEntry.Type.DIRECTORY;
                    default -> TarEntry.Type.SPECIAL;
                };
        long size = size(header, records);
        boolean sized = type == TarEntry.Type.FILE || type == TarEntry.Type.SPECIAL;
        if (size > 0 && !sized) {
            throw header.broken("gives a size to what has no content");
        }
        left = size;
        padding = -size & (TarHeader.BLOCK - 1);
        boolean links = type == TarEntry.Type.HARD_LINK || type == TarEntry.Type.SYMBOLIC_LINK;
        return new TarEntry(
                type,
                name,
                links ? link : "",
                header.mode(),
                type == TarEntry.Type.FILE ? size : 0,
                modified(header, records));
    }

    private static String one(
            TarHeader header,
            String key,
            @Nullable String gnu,
            Map<String, String> records,
            String plain)
            throws TarFormatException {
        String pax = records.get(key);
        if (gnu != null && pax != null) {
            throw header.broken("is named by two extensions");
        }
        String name = pax != null ? pax : gnu != null ? gnu : plain;
        if (name.indexOf('\0') >= 0) {
            throw header.broken("has a " + key + " with a NUL in it");
        }
        return name;
    }

    private static long size(TarHeader header, Map<String, String> records)
            throws TarFormatException {
        String text = records.get("size");
        long plain = header.size();
        if (text == null) {
            return plain;
        }
        long size;
        try {
            size = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw header.broken("has a size that is no number");
        }
        if (size < 0 || (size != plain && size < OCTAL_LIMIT)) {
            throw header.broken("has the size " + plain + ", and its extension says " + size);
        }
        return size;
    }

    private static FileTime modified(TarHeader header, Map<String, String> records)
            throws TarFormatException {
        String text = records.get("mtime");
        if (text == null) {
            return FileTime.from(Instant.ofEpochSecond(clamp(header.modified())));
        }
        if (text.length() > 40 || !text.matches("-?[0-9]+(\\.[0-9]*)?")) {
            throw header.broken("has a time that is no number");
        }
        BigDecimal seconds =
                new BigDecimal(text.endsWith(".") ? text + "0" : text)
                        .max(BigDecimal.valueOf(MIN_SECONDS))
                        .min(BigDecimal.valueOf(MAX_SECONDS));
        BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
        long nanos = seconds.subtract(whole).movePointRight(9).longValue();
        return FileTime.from(Instant.ofEpochSecond(whole.longValue(), nanos));
    }

    private static long clamp(long seconds) {
        return Math.clamp(seconds, MIN_SECONDS, MAX_SECONDS);
    }

    private static boolean isSparse(String key) {
        return key.startsWith("GNU.sparse.");
    }

    private static void refuseNames(Map<String, String> records, TarHeader header)
            throws TarFormatException {
        for (String key : new String[] {"path", "linkpath", "size"}) {
            if (records.containsKey(key)) {
                throw header.broken("says '" + key + "' for every entry");
            }
        }
    }

    private static void refuseSecond(@Nullable String name, TarHeader header)
            throws TarFormatException {
        if (name != null) {
            throw header.broken("is a second long name for one entry");
        }
    }

    private static String untilNul(byte[] content) {
        String text = ByteName.of(content);
        int nul = text.indexOf('\0');
        return nul < 0 ? text : text.substring(0, nul);
    }

    private byte[] content(TarHeader header) throws IOException {
        long size = header.size();
        if (size > MAX_EXTENSION_BYTES) {
            throw header.broken("is of an extension of " + size + " bytes");
        }
        byte[] content = exactly((int) size);
        skip(-size & (TarHeader.BLOCK - 1));
        return content;
    }

    private byte[] block() throws IOException {
        return exactly(TarHeader.BLOCK);
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        position += bytes.length;
        if (bytes.length < length) {
            throw truncated();
        }
        return bytes;
    }

    private void skip(long count) throws IOException {
        try {
            in.skipNBytes(count);
        } catch (EOFException e) {
            throw truncated();
        }
        position += count;
    }

    private TarFormatException truncated() {
        return new TarFormatException("the archive is cut off at byte " + position);
    }

    private void expectEnd() throws IOException {
        byte[] buffer = new byte[TarHeader.BLOCK];
        long seen = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            for (int i = 0; i < count; i++) {
                if (buffer[i] != 0) {
                    throw new TarFormatException(
                            "something follows the archive's end, behind byte " + position);
                }
            }
            seen += count;
            if (seen > MAX_TRAILING_BYTES) {
                throw new TarFormatException("the archive's end does not end");
            }
        }
    }

    private static boolean isZero(byte[] block) {
        for (byte octet : block) {
            if (octet != 0) {
                return false;
            }
        }
        return true;
    }
}
