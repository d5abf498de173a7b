package io.bailiwick.linux.fuse;

import io.bailiwick.linux.proc.ProcStatus;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A user and a group by number.
 *
 * @param uid user id, unsigned
 * @param gid group id, unsigned
 */
public record Identity(int uid, int gid) {
    private static final int FILE_SYSTEM = 3;

    /** The process's own, as file access has it. */
    static Identity self() throws IOException {
        ProcStatus status = ProcStatus.read(Path.of("/proc/self/status"));
        return new Identity(
                status.uids().get(FILE_SYSTEM).intValue(),
                status.gids().get(FILE_SYSTEM).intValue());
    }
}
