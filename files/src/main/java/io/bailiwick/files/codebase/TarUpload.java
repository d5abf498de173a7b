package io.bailiwick.files.codebase;

import io.bailiwick.files.names.ByteName;
import io.bailiwick.files.tar.TarEntry;
import io.bailiwick.files.tar.TarFormatException;
import io.bailiwick.files.tar.TarReader;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Takes the entries of a tar archive.
 *
 * <p>A name within the archive is one of the version, or the archive is refused: there is no
 * stripping of a leading slash and no resolving of {@code ..}, which readers do differently. Only
 * {@code ./} at the beginning and slashes at the end mean nothing. A hard link becomes a file of
 * its own. A symbolic link may say anything: it is stored, and never followed.
 */
final class TarUpload {

    private static final int GZIP_MAGIC = 0x1f8b;

    private final VersionBuilder builder;

    TarUpload(VersionBuilder builder) {
        this.builder = builder;
    }

    void run(InputStream source) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(source, 1 << 16);
        try {
            read(new TarReader(isGzip(buffered) ? unpacked(buffered) : buffered));
        } catch (EOFException e) {
            throw builder.refused("", "the compressed archive is cut off");
        } catch (TarFormatException | ZipException e) {
            throw builder.refused("", String.valueOf(e.getMessage()));
        }
    }

    private static boolean isGzip(BufferedInputStream in) throws IOException {
        in.mark(2);
        int magic = in.read() << 8 | in.read();
        in.reset();
        return magic == GZIP_MAGIC;
    }

    private void read(TarReader reader) throws IOException {
        for (Optional<TarEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
            TarEntry entry = next.get();
            String name = clean(entry.name());
            if (name.isEmpty()) {
                root(entry);
                continue;
            }
            switch (entry.type()) {
                case DIRECTORY -> builder.directory(name, entry.mode(), entry.modified());
                case FILE -> file(name, entry, reader.content());
                case SYMBOLIC_LINK ->
                        builder.link(
                                name,
                                oneSlash(entry.linkName()),
                                ByteName.toPath(entry.linkName()),
                                entry.modified());
                case HARD_LINK -> builder.copy(name, clean(entry.linkName()));
                case SPECIAL -> builder.notice(name, Notice.Kind.SPECIAL, "is a device or a FIFO");
            }
        }
    }

    private void root(TarEntry entry) {
        if (entry.type() != TarEntry.Type.DIRECTORY) {
            throw builder.refused(entry.name(), "is no name within a tree");
        }
        builder.root(entry.mode(), entry.modified());
    }

    private void file(String name, TarEntry entry, InputStream content) throws IOException {
        builder.accept(
                builder.read(name, entry.mode(), entry.modified(), entry.size(), content),
                SourceStamp.NONE);
    }

    /** The builder refuses what is left of a name that leads elsewhere. */
    private String clean(String name) {
        if (name.startsWith("/")) {
            throw builder.refused(name, "is an absolute name");
        }
        int start = 0;
        while (name.startsWith("./", start)) {
            start += 2;
            while (name.startsWith("/", start)) {
                start++;
            }
        }
        int end = name.length();
        while (end > start && name.charAt(end - 1) == '/') {
            end--;
        }
        String clean = name.substring(start, end);
        return clean.equals(".") ? "" : clean;
    }

    /** What Java makes of a link's text: a path without repeated slashes, or one at the end. */
    private static String oneSlash(String text) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            boolean repeated = text.charAt(i) == '/' && i > 0 && text.charAt(i - 1) == '/';
            if (!repeated) {
                result.append(text.charAt(i));
            }
        }
        int length = result.length();
        boolean trailing = length > 1 && result.charAt(length - 1) == '/';
        return trailing ? result.substring(0, length - 1) : result.toString();
    }

    /** Counts on both sides of the decompression, and ends it when too much comes out. */
    private InputStream unpacked(InputStream packed) throws IOException {
        Counted before = new Counted(packed, count -> {});
        int ratio = builder.limits().ratio();
        return new Counted(
                new GZIPInputStream(before, 1 << 16),
                bytes -> {
                    if (bytes > UploadLimits.RATIO_FREE_BYTES && bytes / ratio > before.count) {
                        throw builder.refused(
                                "",
                                "the archive unpacks to more than " + ratio + " times its size");
                    }
                });
    }

    private static final class Counted extends FilterInputStream {

        private final LongConsumer listener;
        private long count;

        Counted(InputStream in, LongConsumer listener) {
            super(in);
            this.listener = listener;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            count += Math.max(read, 0);
            listener.accept(count);
            return read;
        }

        @Override
        public long skip(long bytes) throws IOException {
            int read = read(new byte[(int) Math.min(bytes, 1 << 13)]);
            return Math.max(read, 0);
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
