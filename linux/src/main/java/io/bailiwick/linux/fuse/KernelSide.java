package io.bailiwick.linux.fuse;

import java.lang.foreign.MemorySegment;

/** What a connection can be asked for beside answers. Results as the kernel's convention has it. */
interface KernelSide {

    /** Registers an open regular file; answers its backing id. */
    int openBacking(int descriptor);

    int closeBacking(int id);

    /** Sends one whole frame. */
    int send(MemorySegment frame, int length);
}
