package io.bailiwick.runtime.root;

import io.bailiwick.runtime.wire.FrameTooLongException;
import io.bailiwick.runtime.wire.FrameType;
import io.bailiwick.runtime.wire.FrameWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Everything that the launcher is told.
 *
 * @param privileged whether the caller is the host's root
 * @param hostUid the host uid that stands behind the sandbox; never 0
 * @param hostGid the host gid; never 0
 * @param rootWritable whether the top of the root stays writable
 * @param scratchBytes size of the file system behind /tmp, /dev/shm and HOME
 * @param scratchInodes files and directories that it holds at most
 * @param controlGroups directories of the groups that the sandbox enters
 * @param patience how long the launch may take, at most an hour
 */
public record LaunchProgram(
        boolean privileged,
        long hostUid,
        long hostGid,
        boolean rootWritable,
        Path bubblewrap,
        String hostname,
        long scratchBytes,
        long scratchInodes,
        List<Path> controlGroups,
        Duration patience,
        ComposedRoot root) {

    private static final int PRIVILEGED = 1;
    private static final int ROOT_WRITABLE = 2;

    /**
     * The request frame.
     *
     * @throws FrameTooLongException when too many names have to be hidden
     */
    public ByteBuffer frame() {
        FrameWriter out =
                FrameWriter.frame(FrameType.REQUEST_LAUNCH, 0)
                        .u32(FrameType.VERSION)
                        .u32((privileged ? PRIVILEGED : 0) | (rootWritable ? ROOT_WRITABLE : 0))
                        .u32((int) hostUid)
                        .u32((int) hostGid)
                        .string(bubblewrap.toString())
                        .string(hostname)
                        .u64(scratchBytes)
                        .u64(scratchInodes);
        out.u32(controlGroups.size());
        for (Path group : controlGroups) {
            out.string(group.toString());
        }
        out.u32((int) patience.toMillis());
        out.u32(root.operations().size());
        for (Operation operation : root.operations()) {
            operation.encode(out);
        }
        return out.finish();
    }
}
