package io.bailiwick.files.codebase;

import io.bailiwick.CancelledException;
import io.bailiwick.files.names.ByteName;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Tells a listener how far a download is. */
final class Meter {

    private final Progress progress;
    private String current = "";
    private long entries;
    private long bytes;

    Meter(Progress progress) {
        this.progress = progress;
    }

    void next(Entry entry) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancelledException("the download was interrupted");
        }
        current = ByteName.printable(entry.name());
        progress.advanced(entries++, bytes, current);
    }

    void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            out.write(buffer, 0, count);
            bytes += count;
            progress.advanced(entries, bytes, current);
        }
    }

    InputStream metered(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = in.read(buffer, offset, length);
                bytes += Math.max(count, 0);
                progress.advanced(entries, bytes, current);
                return count;
            }
        };
    }
}
