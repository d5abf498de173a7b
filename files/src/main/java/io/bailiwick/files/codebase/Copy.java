package io.bailiwick.files.codebase;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Content on its way into a file, compared with a file that it may be equal to. Nothing is written
 * before the first difference; then what was equal is copied from there.
 */
final class Copy implements AutoCloseable {

    private final Path target;
    private final @Nullable Path candidate;
    private final MessageDigest digest = Sha256.digest();
    private final byte[] compared = new byte[1 << 16];
    private @Nullable InputStream same;
    private @Nullable OutputStream out;
    private long length;

    Copy(Path target, @Nullable Path candidate) throws IOException {
        this.target = target;
        this.candidate = candidate;
        this.same = candidate == null ? null : Files.newInputStream(candidate);
    }

    long length() {
        return length;
    }

    /** Whether all so far is as in the candidate. The lengths are compared by the caller. */
    boolean isSame() {
        return same != null;
    }

    void add(byte[] buffer, int count) throws IOException {
        InputStream other = same;
        if (other != null) {
            int have = other.readNBytes(compared, 0, count);
            if (have != count || !Arrays.equals(compared, 0, count, buffer, 0, count)) {
                other.close();
                same = null;
            }
        }
        if (same == null) {
            output().write(buffer, 0, count);
        }
        digest.update(buffer, 0, count);
        length += count;
    }

    /** Makes the file, if that has not happened yet. */
    void materialize() throws IOException {
        output().close();
    }

    private OutputStream output() throws IOException {
        OutputStream open = out;
        if (open == null) {
            open =
                    Files.newOutputStream(
                            target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            out = open;
            copyEqualPart(open);
        }
        return open;
    }

    private void copyEqualPart(OutputStream to) throws IOException {
        if (candidate == null || length == 0) {
            return;
        }
        try (InputStream from = Files.newInputStream(candidate)) {
            for (long left = length; left > 0; ) {
                int count = from.readNBytes(compared, 0, (int) Math.min(compared.length, left));
                if (count == 0) {
                    throw new IOException(candidate + " became shorter");
                }
                to.write(compared, 0, count);
                left -= count;
            }
        }
    }

    String hash() {
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() throws IOException {
        if (same != null) {
            same.close();
        }
        if (out != null) {
            out.close();
        }
    }
}
