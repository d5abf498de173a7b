package io.bailiwick.linux.seccomp;

/**
 * Writes the instructions of each {@link SyscallRule}; every path ends in a return.
 *
 * <p>Only the low word of an argument is compared where the kernel's prototype has an {@code int}
 * or narrows the register itself (it ignores the upper word, so a comparison of 64 bits could be
 * evaded by setting one there).
 */
final class RuleEmitter {
    /**
     * NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET; NEWTIME is a signal number to
     * clone(2).
     */
    static final int CLONE_NAMESPACES = 0x7E020000;

    /** CLONE_FS, CLONE_FILES, CLONE_SYSVSEM. */
    static final int UNSHARE_PRIVATE = 0x00040600;

    static final int CLONE_THREAD = 0x00010000;
    static final int MSG_FASTOPEN = 0x20000000;
    static final int ADDR_NO_RANDOMIZE = 0x0040000;

    /** S_ISUID and S_ISGID. */
    static final int SET_ID_BITS = 06000;

    /** O_CREAT, and what O_TMPFILE adds to O_DIRECTORY; asm-generic/fcntl.h. */
    static final int CREATES = 0100 | 020000000;

    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int AF_NETLINK = 16;
    private static final int AF_VSOCK = 40;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_TCP = 6;
    private static final int IPPROTO_UDP = 17;
    private static final int IPPROTO_ICMPV6 = 58;
    private static final int TCP_FASTOPEN_CONNECT = 30;

    private final BpfAssembler out;

    RuleEmitter(BpfAssembler out) {
        this.out = out;
    }

    void emit(SyscallRule rule) {
        switch (rule) {
            case ALLOW -> out.ret(Verdict.ALLOW);
            case EPERM -> out.ret(Verdict.EPERM);
            case ENOSYS -> out.ret(Verdict.ENOSYS);
            case KILL -> out.ret(Verdict.KILL_PROCESS);
            case ARCH_PRCTL -> archPrctl();
            case CLONE -> refuseBits(0, CLONE_NAMESPACES);
            case UNSHARE -> unshare();
            case SOCKET -> socket(false);
            case SOCKET_PING -> socket(true);
            case SOCKETPAIR -> allowOnly(Bpf.low(0), Verdict.EAFNOSUPPORT, AF_UNIX);
            case FASTOPEN_2 -> refuseBits(2, MSG_FASTOPEN);
            case FASTOPEN_3 -> refuseBits(3, MSG_FASTOPEN);
            case SETSOCKOPT -> setsockopt();
            case MKNOD_1 -> mknod(1);
            case MKNOD_2 -> mknod(2);
            case SET_ID_1 -> refuseBits(1, SET_ID_BITS);
            case SET_ID_2 -> refuseBits(2, SET_ID_BITS);
            case OPEN_1 -> open(1);
            case OPEN_2 -> open(2);
            case PERSONALITY -> allowOnly(Bpf.low(0), Verdict.EPERM, 0, -1);
            case PERSONALITY_DEBUG ->
                    allowOnly(Bpf.low(0), Verdict.EPERM, 0, -1, ADDR_NO_RANDOMIZE);
        }
    }

    private void refuseBits(int argument, int mask) {
        int refused = out.label();
        out.load(Bpf.low(argument));
        out.branch(Bpf.JSET_K, mask, refused, BpfAssembler.NEXT);
        out.ret(Verdict.ALLOW);
        out.bind(refused);
        out.ret(Verdict.EPERM);
    }

    private void allowOnly(int offset, Verdict otherwise, int... values) {
        out.load(offset);
        allowAccumulator(otherwise, values);
    }

    private void allowAccumulator(Verdict otherwise, int... values) {
        int allowed = out.label();
        for (int value : values) {
            out.branch(Bpf.JEQ_K, value, allowed, BpfAssembler.NEXT);
        }
        out.ret(otherwise);
        out.bind(allowed);
        out.ret(Verdict.ALLOW);
    }

    /** {@code asm/prctl.h}: SET_GS SET_FS GET_FS GET_GS, and XCOMP GET_SUPP GET_PERM REQ_PERM. */
    private void archPrctl() {
        allowOnly(
                Bpf.low(0), Verdict.EPERM, 0x1001, 0x1002, 0x1003, 0x1004, 0x1021, 0x1022, 0x1023);
    }

    /**
     * The kernel reads the whole register here, so a bit in the upper word is a flag of some later
     * kernel.
     */
    private void unshare() {
        int refused = out.label();
        out.load(Bpf.high(0));
        out.branch(Bpf.JEQ_K, 0, BpfAssembler.NEXT, refused);
        out.load(Bpf.low(0));
        out.branch(Bpf.JSET_K, ~UNSHARE_PRIVATE, refused, BpfAssembler.NEXT);
        out.ret(Verdict.ALLOW);
        out.bind(refused);
        out.ret(Verdict.EPERM);
    }

    private void socket(boolean ping) {
        int unix = out.label();
        int inet = out.label();
        int inet6 = out.label();
        int netlink = out.label();
        int vsock = out.label();
        out.load(Bpf.low(0));
        out.branch(Bpf.JEQ_K, AF_UNIX, unix, BpfAssembler.NEXT);
        out.branch(Bpf.JEQ_K, AF_INET, inet, BpfAssembler.NEXT);
        out.branch(Bpf.JEQ_K, AF_INET6, inet6, BpfAssembler.NEXT);
        out.branch(Bpf.JEQ_K, AF_NETLINK, netlink, BpfAssembler.NEXT);
        out.branch(Bpf.JEQ_K, AF_VSOCK, vsock, BpfAssembler.NEXT);
        out.ret(Verdict.EAFNOSUPPORT);
        out.bind(vsock);
        out.ret(Verdict.EPERM);
        out.bind(unix);
        out.ret(Verdict.ALLOW);
        out.bind(inet);
        internetSocket(ping ? IPPROTO_ICMP : IPPROTO_UDP);
        out.bind(inet6);
        internetSocket(ping ? IPPROTO_ICMPV6 : IPPROTO_UDP);
        out.bind(netlink);
        allowOnly(Bpf.low(2), Verdict.EPERM, 0);
    }

    private void internetSocket(int extraDatagramProtocol) {
        int stream = out.label();
        int datagram = out.label();
        out.load(Bpf.low(1));
        out.and(0xF);
        out.branch(Bpf.JEQ_K, SOCK_STREAM, stream, BpfAssembler.NEXT);
        out.branch(Bpf.JEQ_K, SOCK_DGRAM, datagram, BpfAssembler.NEXT);
        out.ret(Verdict.EPERM);
        out.bind(stream);
        allowOnly(Bpf.low(2), Verdict.EPERM, 0, IPPROTO_TCP);
        out.bind(datagram);
        allowOnly(Bpf.low(2), Verdict.EPERM, 0, IPPROTO_UDP, extraDatagramProtocol);
    }

    private void setsockopt() {
        int tcp = out.label();
        int refused = out.label();
        out.load(Bpf.low(1));
        out.branch(Bpf.JEQ_K, IPPROTO_TCP, tcp, BpfAssembler.NEXT);
        out.ret(Verdict.ALLOW);
        out.bind(tcp);
        out.load(Bpf.low(2));
        out.branch(Bpf.JEQ_K, TCP_FASTOPEN_CONNECT, refused, BpfAssembler.NEXT);
        out.ret(Verdict.ALLOW);
        out.bind(refused);
        out.ret(Verdict.EPERM);
    }

    /** The flags say whether the kernel reads the mode behind them at all. */
    private void open(int flags) {
        int creates = out.label();
        out.load(Bpf.low(flags));
        out.branch(Bpf.JSET_K, CREATES, creates, BpfAssembler.NEXT);
        out.ret(Verdict.ALLOW);
        out.bind(creates);
        refuseBits(flags + 1, SET_ID_BITS);
    }

    /** S_IFREG, no type (which the kernel reads as S_IFREG), S_IFIFO, S_IFSOCK. */
    private void mknod(int argument) {
        int refused = out.label();
        out.load(Bpf.low(argument));
        out.branch(Bpf.JSET_K, SET_ID_BITS, refused, BpfAssembler.NEXT);
        out.and(0xF000);
        allowAccumulator(Verdict.EPERM, 0x8000, 0, 0x1000, 0xC000);
        out.bind(refused);
        out.ret(Verdict.EPERM);
    }
}
