package io.bailiwick.linux.seccomp;

/** What the agent policy does with one system call; the words of {@code syscalls.tsv}. */
enum SyscallRule {
    ALLOW,
    EPERM,
    ENOSYS,
    /**
     * Thread-local bases and extended-state permission only; not CPUID faulting, not shadow stacks.
     */
    ARCH_PRCTL,
    /** No namespace flag. */
    CLONE,
    /** Only the flags that undo sharing with another thread. */
    UNSHARE,
    /** Families, types and protocols that the egress gateway understands, and AF_UNIX. */
    SOCKET,
    SOCKETPAIR,
    /**
     * No {@code MSG_FASTOPEN}: data would leave with the SYN, before a verdict about the
     * connection.
     */
    FASTOPEN_2,
    FASTOPEN_3,
    /** No {@code TCP_FASTOPEN_CONNECT}, for the same reason. */
    SETSOCKOPT,
    /** Regular files, FIFOs and sockets; no device nodes, and as {@link #SET_ID_1}. */
    MKNOD_1,
    MKNOD_2,
    /**
     * No set-user-ID and no set-group-ID bit: on a file of the host it would outlive the sandbox.
     */
    SET_ID_1,
    SET_ID_2,
    /** The same for a file that is being created; without creation the mode is not read. */
    OPEN_1,
    OPEN_2,
    /** The default personality and the query. */
    PERSONALITY,
    /** {@link #PERSONALITY} and {@code ADDR_NO_RANDOMIZE}. */
    PERSONALITY_DEBUG,
    /** {@link #SOCKET} and ICMP datagrams. */
    SOCKET_PING,
    /** Not a word of the table: the x32 number range. */
    KILL;

    static SyscallRule parse(String word) {
        return switch (word) {
            case "allow" -> ALLOW;
            case "eperm" -> EPERM;
            case "enosys" -> ENOSYS;
            case "arch_prctl" -> ARCH_PRCTL;
            case "clone" -> CLONE;
            case "unshare" -> UNSHARE;
            case "socket" -> SOCKET;
            case "socketpair" -> SOCKETPAIR;
            case "fastopen-2" -> FASTOPEN_2;
            case "fastopen-3" -> FASTOPEN_3;
            case "setsockopt" -> SETSOCKOPT;
            case "mknod-1" -> MKNOD_1;
            case "mknod-2" -> MKNOD_2;
            case "set-id-1" -> SET_ID_1;
            case "set-id-2" -> SET_ID_2;
            case "open-1" -> OPEN_1;
            case "open-2" -> OPEN_2;
            case "personality" -> PERSONALITY;
            default -> throw new IllegalStateException("syscalls.tsv: unknown verdict " + word);
        };
    }
}
