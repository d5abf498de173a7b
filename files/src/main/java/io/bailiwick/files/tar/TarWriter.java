package io.bailiwick.files.tar;

import io.bailiwick.files.names.ByteName;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;

/**
 * Writes an archive whose content depends on nothing but the entries: owner and group are 0 and
 * without names. What a plain header cannot hold, and every fraction of a second, goes into an
 * extended header. Names are written as their bytes, as GNU tar does, although POSIX asks for
 * UTF-8.
 *
 * <p>Not thread-safe. {@link #finish} ends the archive; the stream stays open.
 */
public final class TarWriter {

    private static final long OCTAL_LIMIT = 1L << 33;
    private static final int NAME = 100;

    private final OutputStream out;

    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes one entry.
     *
     * @param content exactly as many bytes as the entry says; not read for what has none
     * @throws EOFException when the content ends before
     */
    public void add(TarEntry entry, InputStream content) throws IOException {
        boolean directory = entry.type() == TarEntry.Type.DIRECTORY;
        String name = directory ? entry.name() + "/" : entry.name();
        Instant modified = entry.modified().toInstant();
        StringBuilder records = new StringBuilder();
        if (name.length() > NAME) {
            record(records, "path", name);
        }
        if (entry.linkName().length() > NAME) {
            record(records, "linkpath", entry.linkName());
        }
        if (entry.size() >= OCTAL_LIMIT) {
            record(records, "size", Long.toString(entry.size()));
        }
        boolean fits = modified.getEpochSecond() >= 0 && modified.getEpochSecond() < OCTAL_LIMIT;
        if (!fits || modified.getNano() != 0) {
            record(records, "mtime", seconds(modified));
        }
        if (!records.isEmpty()) {
            byte[] bytes = ByteName.bytes(records.toString());
            out.write(header("pax", "", 'x', 0644, bytes.length, 0));
            out.write(bytes);
            pad(bytes.length);
        }
        char type =
                switch (entry.type()) {
                    case FILE -> '0';
                    case HARD_LINK -> '1';
                    case SYMBOLIC_LINK -> '2';
                    case DIRECTORY -> '5';
                    case SPECIAL -> throw new IllegalArgumentException("special: " + name);
                };
        long size = entry.size() >= OCTAL_LIMIT ? 0 : entry.size();
        out.write(
                header(
                        name,
                        entry.linkName(),
                        type,
                        entry.mode(),
                        size,
                        fits ? modified.getEpochSecond() : 0));
        copy(content, entry.size());
        pad(entry.size());
    }

    /** Writes the end of the archive. */
    public void finish() throws IOException {
        out.write(new byte[2 * TarHeader.BLOCK]);
        out.flush();
    }

    private void copy(InputStream content, long size) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (long left = size; left > 0; ) {
            int count = content.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new EOFException("a file became shorter while it was packed");
            }
            out.write(buffer, 0, count);
            left -= count;
        }
    }

    private void pad(long size) throws IOException {
        out.write(new byte[(int) (-size & (TarHeader.BLOCK - 1))]);
    }

    /** The length of a record counts its own digits. */
    private static void record(StringBuilder records, String key, String value) {
        int rest = key.length() + value.length() + 3;
        int length = rest;
        while (length != rest + Integer.toString(length).length()) {
            length = rest + Integer.toString(length).length();
        }
        records.append(length).append(' ').append(key).append('=').append(value).append('\n');
    }

    /** As pax writes them: the fraction is that of the decimal number, not of the floor. */
    private static String seconds(Instant time) {
        return new BigDecimal(time.getEpochSecond())
                .add(BigDecimal.valueOf(time.getNano(), 9))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static byte[] header(
            String name, String linkName, char type, int mode, long size, long modified)
            throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream(TarHeader.BLOCK);
        text(block, name, NAME);
        octal(block, mode, 8);
        octal(block, 0, 8);
        octal(block, 0, 8);
        octal(block, size, 12);
        octal(block, modified, 12);
        text(block, "        ", 8);
        block.write(type);
        text(block, linkName, NAME);
        text(block, "ustar\0" + "00", 8);
        byte[] header = Arrays.copyOf(block.toByteArray(), TarHeader.BLOCK);
        int sum = 0;
        for (byte octet : header) {
            sum += octet & 0xff;
        }
        byte[] checksum = ByteName.bytes(digits(sum, 6) + "\0 ");
        System.arraycopy(checksum, 0, header, 148, checksum.length);
        return header;
    }

    private static void text(ByteArrayOutputStream block, String text, int length)
            throws IOException {
        byte[] bytes = ByteName.bytes(text);
        block.write(Arrays.copyOf(bytes, length));
    }

    private static void octal(ByteArrayOutputStream block, long value, int length)
            throws IOException {
        block.write(ByteName.bytes(digits(value, length - 1) + "\0"));
    }

    private static String digits(long value, int length) {
        String text = Long.toOctalString(value);
        return "0".repeat(length - text.length()) + text;
    }
}
