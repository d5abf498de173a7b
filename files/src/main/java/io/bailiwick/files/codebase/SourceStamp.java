package io.bailiwick.files.codebase;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Identity and time of change of a file in a source. Nobody can set a time of change, so a file
 * with the same stamp has the same content, and need not be read again.
 *
 * @param device the file system
 * @param inode the file in it
 * @param changed its ctime, nanoseconds since 1970
 */
record SourceStamp(long device, long inode, long changed) {

    static final SourceStamp NONE = new SourceStamp(0, 0, 0);

    /**
     * A file that changed so recently may change again without a new ctime: by a clock that has
     * ticked no further, or through a mapping whose page is still dirty, which the kernel writes
     * back within half a minute.
     */
    private static final long SETTLED_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** The stamp of what is at a path now, or {@link #NONE}. */
    static SourceStamp read(Path file) {
        try {
            Map<String, Object> attributes =
                    Files.readAttributes(file, "unix:dev,ino,ctime", LinkOption.NOFOLLOW_LINKS);
            if (attributes.get("dev") instanceof Long device
                    && attributes.get("ino") instanceof Long inode
                    && attributes.get("ctime") instanceof FileTime changed) {
                return new SourceStamp(device, inode, changed.to(TimeUnit.NANOSECONDS));
            }
        } catch (IOException | UnsupportedOperationException e) {
            // Then it is read.
        }
        return NONE;
    }

    /** This, if it is old enough to be relied upon; else {@link #NONE}. */
    SourceStamp settledBy(Instant now) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(now.toEpochMilli());
        return changed < nanos - SETTLED_NANOS ? this : NONE;
    }
}
