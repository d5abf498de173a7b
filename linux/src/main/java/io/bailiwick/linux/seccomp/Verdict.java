package io.bailiwick.linux.seccomp;

/**
 * The answer of a filter to one system call.
 *
 * @param data the low 16 bits of the return value: the errno for {@link Action#ERRNO}
 */
public record Verdict(Action action, int data) {
    static final int EPERM_NUMBER = 1;
    static final int ENOSYS_NUMBER = 38;
    static final int EAFNOSUPPORT_NUMBER = 97;

    public static final Verdict ALLOW = new Verdict(Action.ALLOW, 0);
    public static final Verdict EPERM = new Verdict(Action.ERRNO, EPERM_NUMBER);
    public static final Verdict ENOSYS = new Verdict(Action.ERRNO, ENOSYS_NUMBER);
    public static final Verdict EAFNOSUPPORT = new Verdict(Action.ERRNO, EAFNOSUPPORT_NUMBER);
    public static final Verdict KILL_PROCESS = new Verdict(Action.KILL_PROCESS, 0);
    public static final Verdict NOTIFY = new Verdict(Action.USER_NOTIF, 0);

    public Verdict {
        if (data < 0 || data > 0xFFFF) {
            throw new IllegalArgumentException("data must fit 16 bits: " + data);
        }
    }

    /** {@code SECCOMP_RET_*}, in the kernel's order of precedence, strictest first. */
    public enum Action {
        KILL_PROCESS(0x80000000),
        KILL_THREAD(0x00000000),
        TRAP(0x00030000),
        ERRNO(0x00050000),
        USER_NOTIF(0x7fc00000),
        TRACE(0x7ff00000),
        LOG(0x7ffc0000),
        ALLOW(0x7fff0000);

        private static final Action[] VALUES = values();
        private final int bits;

        Action(int bits) {
            this.bits = bits;
        }

        int bits() {
            return bits;
        }
    }

    /** The value that a program returns for this verdict. */
    int returnValue() {
        return action.bits() | data;
    }

    /** Reads a return value; unknown actions kill the process, as in the kernel since 4.14. */
    static Verdict of(int returnValue) {
        int bits = returnValue & 0xFFFF0000;
        for (Action action : Action.VALUES) {
            if (action.bits() == bits) {
                return new Verdict(action, returnValue & 0xFFFF);
            }
        }
        return KILL_PROCESS;
    }

    /**
     * The verdict of two stacked filters: the stricter action wins, which is the lesser value,
     * signed.
     */
    public Verdict and(Verdict other) {
        return other.action.bits() < action.bits() ? other : this;
    }
}
