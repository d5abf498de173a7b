package io.bailiwick.linux.seccomp;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * The system-call policy {@code agent-default}: an allowlist of 263 calls with argument rules,
 * ENOSYS for everything unknown (so that libraries fall back), EPERM where ENOSYS would mislead,
 * death for a foreign calling convention. Immutable and thread-safe.
 *
 * <p>It is three stacked filters, because the strictest verdict of a stack wins: {@link
 * #ioctlFilter}, {@link #mainFilter}, and for agents that may not start processes {@link
 * #noSpawnFilter}, whose notifications a supervisor answers with EPERM and counts.
 *
 * <p>The base list is Docker's unconditional list for amd64 with the numbers that Linux 6.1 has
 * (291), less 28 calls that an agent needs no more than an attacker does: 263. Beside it stand
 * {@code clone}, {@code unshare}, {@code socket} and {@code personality}, which pass only with
 * harmless arguments, and {@code mseal}, which is younger than the base list. {@code openat2} of
 * the base answers ENOSYS: its mode lies in memory, out of a filter's sight, and could carry set-ID
 * bits.
 */
public final class AgentProfile {
    /**
     * First number of the x32 interface, {@code __X32_SYSCALL_BIT}; negative numbers are no
     * interface at all.
     */
    private static final int X32_BIT = 0x40000000;

    private static final int NUMBERS = 1024;

    private static final int TIOCSTI = 0x5412;
    private static final int TIOCLINUX = 0x541C;
    private static final int TIOCSETD = 0x5423;

    private final SeccompArch arch;
    private final Set<Toggle> toggles;
    private final SyscallTable table;
    private final SyscallRule[] ruleOfNumber;

    private AgentProfile(SeccompArch arch, Set<Toggle> toggles) {
        this.arch = arch;
        this.toggles = toggles;
        this.table = SyscallTable.load(arch);
        this.ruleOfNumber = new SyscallRule[NUMBERS];
        Arrays.fill(ruleOfNumber, SyscallRule.ENOSYS);
        for (SyscallTable.Entry entry : table.entries()) {
            ruleOfNumber[entry.number()] = rule(entry);
        }
    }

    /** The policy without any toggle. */
    public static AgentProfile agentDefault(SeccompArch arch) {
        return new AgentProfile(arch, Set.of());
    }

    /** The policy widened by toggles. */
    public static AgentProfile with(SeccompArch arch, Set<Toggle> toggles) {
        EnumSet<Toggle> copy = EnumSet.noneOf(Toggle.class);
        copy.addAll(toggles);
        return new AgentProfile(arch, copy);
    }

    /** The architecture that the filters are for. */
    public SeccompArch arch() {
        return arch;
    }

    /** The names and numbers behind the filters. */
    public SyscallTable table() {
        return table;
    }

    SyscallRule rule(SyscallTable.Entry entry) {
        for (Toggle toggle : toggles) {
            if (toggle.allows(entry.name())) {
                return SyscallRule.ALLOW;
            }
        }
        if (entry.rule() == SyscallRule.PERSONALITY && toggles.contains(Toggle.DEBUG)) {
            return SyscallRule.PERSONALITY_DEBUG;
        }
        if (entry.rule() == SyscallRule.SOCKET && toggles.contains(Toggle.PING)) {
            return SyscallRule.SOCKET_PING;
        }
        return entry.rule();
    }

    /** The allowlist. Never allows what {@link #ioctlFilter} is about: both must be installed. */
    public SeccompProgram mainFilter() {
        int[] starts = new int[NUMBERS + 3];
        SyscallRule[] rules = new SyscallRule[NUMBERS + 3];
        int count = 0;
        for (int number = 0; number < NUMBERS; number++) {
            SyscallRule rule = ruleOfNumber[number];
            if (count == 0 || rules[count - 1] != rule) {
                starts[count] = number;
                rules[count++] = rule;
            }
        }
        if (rules[count - 1] != SyscallRule.ENOSYS) {
            starts[count] = NUMBERS;
            rules[count++] = SyscallRule.ENOSYS;
        }
        starts[count] = X32_BIT;
        rules[count++] = SyscallRule.KILL;
        starts[count] = Integer.MIN_VALUE;
        rules[count++] = SyscallRule.ENOSYS;

        BpfAssembler out = new BpfAssembler();
        prologue(out);
        tree(out, new RuleEmitter(out), starts, rules, 0, count - 1);
        return out.assemble();
    }

    /**
     * Refuses the terminal requests that push input into the host's terminal or load line
     * disciplines. A filter of its own: as a rule of the allowlist its comparison would share that
     * program's default. The request is an {@code unsigned int} to the kernel.
     */
    public SeccompProgram ioctlFilter() {
        BpfAssembler out = new BpfAssembler();
        int ioctl = out.label();
        int refused = out.label();
        prologue(out);
        out.branch(Bpf.JEQ_K, number("ioctl"), ioctl, BpfAssembler.NEXT);
        out.ret(Verdict.ALLOW);
        out.bind(ioctl);
        out.load(Bpf.low(1));
        out.branch(Bpf.JEQ_K, TIOCSTI, refused, BpfAssembler.NEXT);
        out.branch(Bpf.JEQ_K, TIOCLINUX, refused, BpfAssembler.NEXT);
        out.branch(Bpf.JEQ_K, TIOCSETD, refused, BpfAssembler.NEXT);
        out.ret(Verdict.ALLOW);
        out.bind(refused);
        out.ret(Verdict.EPERM);
        return out.assemble();
    }

    /**
     * Reports every creation of a process to a listener; threads pass. A call that the main filter
     * refuses anyway is never reported, because an errno outranks a notification. {@code clone3} is
     * ENOSYS: its flags lie in memory, out of a filter's sight.
     */
    public SeccompProgram noSpawnFilter() {
        BpfAssembler out = new BpfAssembler();
        int clone = out.label();
        int notify = out.label();
        int missing = out.label();
        int allowed = out.label();
        prologue(out);
        out.branch(Bpf.JEQ_K, number("clone"), clone, BpfAssembler.NEXT);
        out.branch(Bpf.JEQ_K, number("clone3"), missing, BpfAssembler.NEXT);
        if (arch == SeccompArch.X86_64) {
            out.branch(Bpf.JEQ_K, number("fork"), notify, BpfAssembler.NEXT);
            out.branch(Bpf.JEQ_K, number("vfork"), notify, BpfAssembler.NEXT);
        }
        out.jump(allowed);
        out.bind(clone);
        out.load(Bpf.low(0));
        out.branch(Bpf.JSET_K, RuleEmitter.CLONE_THREAD, allowed, BpfAssembler.NEXT);
        out.bind(notify);
        out.ret(Verdict.NOTIFY);
        out.bind(missing);
        out.ret(Verdict.ENOSYS);
        out.bind(allowed);
        out.ret(Verdict.ALLOW);
        return out.assemble();
    }

    /** Kills on a foreign calling convention and leaves the number in the accumulator. */
    private void prologue(BpfAssembler out) {
        int nativeCall = out.label();
        out.load(Bpf.OFFSET_ARCH);
        out.branch(Bpf.JEQ_K, arch.audit(), nativeCall, BpfAssembler.NEXT);
        out.ret(Verdict.KILL_PROCESS);
        out.bind(nativeCall);
        out.load(Bpf.OFFSET_NR);
    }

    /** A balanced search over ranges of numbers; range i goes from its start to the next one's. */
    private static void tree(
            BpfAssembler out,
            RuleEmitter emitter,
            int[] starts,
            SyscallRule[] rules,
            int first,
            int last) {
        if (first == last) {
            emitter.emit(rules[first]);
            return;
        }
        int middle = (first + last + 1) >>> 1;
        int upper = out.label();
        out.branch(Bpf.JGE_K, starts[middle], upper, BpfAssembler.NEXT);
        tree(out, emitter, starts, rules, first, middle - 1);
        out.bind(upper);
        tree(out, emitter, starts, rules, middle, last);
    }

    private int number(String name) {
        return table.number(name)
                .orElseThrow(() -> new IllegalStateException("no system call " + name));
    }
}
