package io.bailiwick;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The beginning of one output stream and how long all of it was. Immutable. */
public final class Captured {

    /** Nothing was written. */
    public static final Captured EMPTY = new Captured(new byte[0], 0);

    private final byte[] bytes;
    private final long total;

    private Captured(byte[] bytes, long total) {
        if (total < bytes.length) {
            throw new IllegalArgumentException(
                    "total must be at least " + bytes.length + ": " + total);
        }
        this.bytes = bytes;
        this.total = total;
    }

    /**
     * The beginning of some output.
     *
     * @param bytes what was kept; copied
     * @param total how many bytes were written altogether, kept or not
     */
    public static Captured of(byte[] bytes, long total) {
        return new Captured(bytes.clone(), total);
    }

    /** All of the output, as text in UTF-8. */
    public static Captured of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Captured(bytes, bytes.length);
    }

    /** A copy of what was kept. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** How many bytes were kept. */
    public int size() {
        return bytes.length;
    }

    /** How many bytes the command wrote. */
    public long total() {
        return total;
    }

    /** Whether the command wrote more than was kept. */
    public boolean truncated() {
        return total > bytes.length;
    }

    /** What was kept as UTF-8; what is not UTF-8 becomes U+FFFD. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Writes what was kept, without a copy in between. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Captured that
                && total == that.total
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bytes) + Long.hashCode(total);
    }

    /** Sizes only: output may hold secrets. */
    @Override
    public String toString() {
        return "Captured[" + bytes.length + " of " + total + " bytes]";
    }
}
