package io.bailiwick.files.tar;

import io.bailiwick.files.names.ByteName;

/** One block of 512 bytes that describes an entry. Numbers are octal, or binary as GNU's are. */
final class TarHeader {

    static final int BLOCK = 512;

    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_LENGTH = 8;
    private static final int MAGIC = 257;
    private static final int PREFIX = 345;

    private final byte[] block;
    private final long position;

    /**
     * @param position of the block in the archive, for messages
     */
    TarHeader(byte[] block, long position) throws TarFormatException {
        this.block = block;
        this.position = position;
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            boolean inside = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LENGTH;
            sum += inside ? ' ' : block[i] & 0xff;
        }
        if (sum != number(CHECKSUM, CHECKSUM_LENGTH, "checksum")) {
            throw broken("has a wrong checksum: this is no tar archive, or a damaged one");
        }
    }

    char type() {
        return (char) (block[156] & 0xff);
    }

    /** Joined with the prefix that POSIX headers have; GNU's have other things there. */
    String name() {
        String name = text(0, 100);
        boolean posix = text(MAGIC, 6).equals("ustar") && block[MAGIC + 6] == '0';
        String prefix = posix ? text(PREFIX, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    String linkName() {
        return text(157, 100);
    }

    int mode() throws TarFormatException {
        return (int) (number(100, 8, "mode") & 07777);
    }

    long size() throws TarFormatException {
        long size = number(124, 12, "size");
        if (size < 0) {
            throw broken("has a negative size");
        }
        return size;
    }

    long modified() throws TarFormatException {
        return number(136, 12, "time");
    }

    String where() {
        return "the header at byte " + position;
    }

    TarFormatException broken(String what) {
        return new TarFormatException(where() + " " + what);
    }

    private String text(int from, int length) {
        int end = from;
        while (end < from + length && block[end] != 0) {
            end++;
        }
        byte[] bytes = new byte[end - from];
        System.arraycopy(block, from, bytes, 0, bytes.length);
        return ByteName.of(bytes);
    }

    private long number(int from, int length, String what) throws TarFormatException {
        if ((block[from] & 0x80) != 0) {
            return binary(from, length, what);
        }
        int at = from;
        int end = from + length;
        while (at < end && block[at] == ' ') {
            at++;
        }
        long value = 0;
        while (at < end && block[at] >= '0' && block[at] <= '7') {
            value = value << 3 | (block[at] - '0');
            at++;
        }
        while (at < end && (block[at] == ' ' || block[at] == 0)) {
            at++;
        }
        if (at < end) {
            throw broken("has a " + what + " that is no octal number");
        }
        return value;
    }

    /** Two's complement behind a marking bit. */
    private long binary(int from, int length, String what) throws TarFormatException {
        boolean negative = (block[from] & 0x40) != 0;
        int fill = negative ? 0xff : 0;
        long value = negative ? -1 : 0;
        for (int i = from; i < from + length; i++) {
            int octet = block[i] & 0xff;
            if (i == from) {
                octet = negative ? octet : octet & 0x7f;
            }
            boolean beyond = i < from + length - Long.BYTES;
            if (beyond && octet != fill) {
                throw broken("has a " + what + " that is too large");
            }
            value = value << 8 | octet;
        }
        if (negative != (value < 0)) {
            throw broken("has a " + what + " that is too large");
        }
        return value;
    }
}
