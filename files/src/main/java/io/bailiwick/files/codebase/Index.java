package io.bailiwick.files.codebase;

import io.bailiwick.files.names.ByteName;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The list of a version's entries, sorted by name, on disk: a magic line, their number, the
 * entries, and a SHA-256 over all of it. Numbers are big-endian.
 */
final class Index {

    private static final byte[] MAGIC = "bailiwick index 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final HexFormat HEX = HexFormat.of();

    private Index() {}

    static void write(Path file, List<Entry> entries) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (DigestOutputStream hashed =
                        new DigestOutputStream(
                                Files.newOutputStream(file, StandardOpenOption.CREATE_NEW),
                                digest);
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(hashed))) {
            out.write(MAGIC);
            out.writeInt(entries.size());
            for (Entry entry : entries) {
                writeName(out, entry.name());
                out.writeByte(letter(entry.kind()));
                out.writeShort(entry.mode());
                Instant modified = entry.modified().toInstant();
                out.writeLong(modified.getEpochSecond());
                out.writeInt(modified.getNano());
                switch (entry.kind()) {
                    case FILE -> {
                        out.writeLong(entry.size());
                        out.write(HEX.parseHex(entry.content()));
                        out.writeLong(entry.stamp().device());
                        out.writeLong(entry.stamp().inode());
                        out.writeLong(entry.stamp().changed());
                    }
                    case SYMBOLIC_LINK -> writeName(out, entry.content());
                    case DIRECTORY -> {}
                }
            }
            out.flush();
            hashed.on(false);
            out.write(digest.digest());
        }
    }

    static List<Entry> read(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
                DigestInputStream hashed = new DigestInputStream(raw, digest)) {
            DataInputStream in = new DataInputStream(hashed);
            if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
                throw new IOException(file + " is not an index of this version");
            }
            int count = in.readInt();
            List<Entry> entries = new ArrayList<>(Math.min(count, 1 << 16));
            for (int i = 0; i < count; i++) {
                entries.add(readEntry(in));
            }
            hashed.on(false);
            if (!Arrays.equals(in.readNBytes(digest.getDigestLength()), digest.digest())) {
                throw new IOException(file + " is damaged");
            }
            return entries;
        }
    }

    private static Entry readEntry(DataInputStream in) throws IOException {
        String name = readName(in);
        TreeEntry.Kind kind = kind(in.readUnsignedByte());
        int mode = in.readUnsignedShort();
        FileTime modified = FileTime.from(Instant.ofEpochSecond(in.readLong(), in.readInt()));
        return switch (kind) {
            case FILE -> {
                long size = in.readLong();
                String content = HEX.formatHex(in.readNBytes(32));
                SourceStamp stamp = new SourceStamp(in.readLong(), in.readLong(), in.readLong());
                yield new Entry(name, kind, mode, modified, size, content, stamp);
            }
            case SYMBOLIC_LINK ->
                    new Entry(name, kind, mode, modified, 0, readName(in), SourceStamp.NONE);
            case DIRECTORY -> new Entry(name, kind, mode, modified, 0, "", SourceStamp.NONE);
        };
    }

    private static char letter(TreeEntry.Kind kind) {
        return switch (kind) {
            case FILE -> 'f';
            case DIRECTORY -> 'd';
            case SYMBOLIC_LINK -> 'l';
        };
    }

    private static TreeEntry.Kind kind(int letter) throws IOException {
        for (TreeEntry.Kind kind : TreeEntry.Kind.values()) {
            if (letter(kind) == letter) {
                return kind;
            }
        }
        throw new IOException("an index has an entry of no kind: " + letter);
    }

    private static void writeName(DataOutputStream out, String name) throws IOException {
        out.writeShort(name.length());
        out.write(ByteName.bytes(name));
    }

    private static String readName(DataInputStream in) throws IOException {
        return ByteName.of(in.readNBytes(in.readUnsignedShort()));
    }

    /** {@link CodebaseVersion#hash}. */
    static String hash(List<Entry> entries) {
        MessageDigest digest = Sha256.digest();
        for (Entry entry : entries) {
            String line =
                    entry.kind()
                            + " "
                            + Integer.toOctalString(entry.mode())
                            + " "
                            + entry.name()
                            + "\0"
                            + entry.content()
                            + "\0";
            digest.update(ByteName.bytes(line));
        }
        return HEX.formatHex(digest.digest());
    }
}
