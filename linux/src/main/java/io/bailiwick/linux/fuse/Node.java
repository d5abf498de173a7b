package io.bailiwick.linux.fuse;

/** An inode that the kernel knows, with the descriptor (O_PATH) that keeps it from being reused. */
final class Node {
    static final int TYPE_MASK = 0170000;
    static final int REGULAR = 0100000;

    /** The kernel has not been asked yet to read and write the file itself. */
    static final int UNDECIDED = 0;

    /** It cannot; decided for the life of the node, since all its opens have to agree. */
    static final int SERVED = -1;

    final long id;
    final int descriptor;
    final long device;
    final long inode;
    final int type;

    /** Written under the node's lock. */
    volatile int backing = UNDECIDED;

    /** Guarded by the table's lock on this node's key. */
    long lookups;

    Node(long id, int descriptor, long device, long inode, int type) {
        this.id = id;
        this.descriptor = descriptor;
        this.device = device;
        this.inode = inode;
        this.type = type;
    }

    boolean regular() {
        return type == REGULAR;
    }
}
