package io.bailiwick.linux.proc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** The size of a memory page: 4 KiB on x86_64, 4, 16 or 64 KiB on aarch64. */
public final class PageSize {
    private static final long AT_PAGESZ = 6;
    private static final long USUAL = 4096;
    private static final long BYTES = read(Path.of("/proc/self/auxv"));

    private PageSize() {}

    /** Bytes of a page on this host. */
    public static long bytes() {
        return BYTES;
    }

    /** Searches the auxiliary vector, pairs of words; 4096 where it cannot be read. */
    static long read(Path auxv) {
        try {
            ByteBuffer words =
                    ByteBuffer.wrap(ProcFile.readBytes(auxv, ProcFile.SMALL))
                            .order(ByteOrder.nativeOrder());
            while (words.remaining() >= 16) {
                long key = words.getLong();
                long value = words.getLong();
                if (key == AT_PAGESZ) {
                    return value;
                }
            }
        } catch (IOException e) {
            return USUAL;
        }
        return USUAL;
    }
}
