package io.bailiwick.files.tar;

import io.bailiwick.files.names.ByteName;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Writes archives that no honest program writes. */
public final class Archive {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public Archive file(String name, String content) {
        return header(name, '0', "", content.length()).raw(content);
    }

    public Archive entry(String name, char type, String link) {
        return header(name, type, link, 0);
    }

    public Archive pax(String... records) {
        StringBuilder text = new StringBuilder();
        for (String record : records) {
            int length = record.length() + 3;
            while (length != record.length() + 2 + Integer.toString(length).length()) {
                length = record.length() + 2 + Integer.toString(length).length();
            }
            text.append(length).append(' ').append(record).append('\n');
        }
        return header("pax", 'x', "", text.length()).raw(text.toString());
    }

    public Archive longName(char type, String name) {
        return header("././@LongLink", type, "", name.length() + 1).raw(name + "\0");
    }

    public Archive header(String name, char type, String link, long size) {
        return header(name, type, link, octal(size, 11), "0000755");
    }

    public Archive header(String name, char type, String link, String size, String mode) {
        byte[] block = new byte[512];
        put(block, 0, name);
        put(block, 100, mode);
        put(block, 108, "0000000");
        put(block, 116, "0000000");
        put(block, 124, size);
        put(block, 136, octal(1_000_000_000, 11));
        put(block, 148, "        ");
        block[156] = (byte) type;
        put(block, 157, link);
        put(block, 257, "ustar\0" + "00");
        int sum = 0;
        for (byte octet : block) {
            sum += octet & 0xff;
        }
        put(block, 148, octal(sum, 6) + "\0 ");
        out.writeBytes(block);
        return this;
    }

    /** Padded to whole blocks. */
    public Archive raw(String content) {
        out.writeBytes(
                Arrays.copyOf(ByteName.bytes(content), (content.length() + 511) / 512 * 512));
        return this;
    }

    public byte[] unfinished() {
        return out.toByteArray();
    }

    public byte[] end() {
        byte[] bytes = unfinished();
        return Arrays.copyOf(bytes, bytes.length + 1024);
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = ByteName.bytes(text);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    private static String octal(long value, int length) {
        String text = Long.toOctalString(value);
        return "0".repeat(length - text.length()) + text;
    }
}
