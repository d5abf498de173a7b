package io.bailiwick.linux.seccomp;

/** One named widening of the agent policy. None is on unless a capability asks for it. */
public enum Toggle {
    /** {@code ptrace}, {@code process_vm_*} and {@code ADDR_NO_RANDOMIZE}, for debuggers. */
    DEBUG,
    /** The {@code io_setup} family, for databases. */
    AIO,
    /** POSIX message queues. */
    MQ,
    /** ICMP datagram sockets. */
    PING,
    /** {@code modify_ldt}, for Wine. */
    LDT,
    /** Memory policy of the calling process. */
    NUMA;

    /** Whether this toggle turns the verdict for the call into "allow". */
    boolean allows(String call) {
        return switch (this) {
            case DEBUG ->
                    call.equals("ptrace")
                            || call.equals("process_vm_readv")
                            || call.equals("process_vm_writev");
            case AIO -> call.startsWith("io_") && !call.startsWith("io_uring");
            case MQ -> call.startsWith("mq_");
            case LDT -> call.equals("modify_ldt");
            case NUMA ->
                    call.equals("mbind")
                            || call.equals("get_mempolicy")
                            || call.equals("set_mempolicy");
            case PING -> false;
        };
    }
}
