package io.bailiwick.linux.fuse;

/** Who asks. Valid during the call that it was given to, and only on its thread. */
public interface Caller {

    /** User id for file access, as the mount's user namespace has it. */
    int uid();

    /** Group id for file access. */
    int gid();

    /** Process (thread) id in the mount's PID namespace; 0 where the kernel itself asks. */
    int pid();

    /** The request's number, which {@link FileSystem#interrupt} names. */
    long unique();
}
