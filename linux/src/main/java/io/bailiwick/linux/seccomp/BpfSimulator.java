package io.bailiwick.linux.seccomp;

import java.util.Arrays;

/**
 * Runs filters as the kernel would, and refuses those that it would refuse ({@code
 * bpf_check_classic}, {@code seccomp_check_filter}). Immutable and thread-safe.
 */
public final class BpfSimulator {
    private static final int SCRATCH_WORDS = 16;

    private final SeccompProgram program;

    private BpfSimulator(SeccompProgram program) {
        this.program = program;
    }

    /**
     * Checks a program.
     *
     * @throws IllegalArgumentException if the kernel would refuse it, naming the instruction
     */
    public static BpfSimulator load(SeccompProgram program) {
        int length = program.instructions();
        if (length > Bpf.MAX_INSTRUCTIONS) {
            throw new IllegalArgumentException("more than 4096 instructions: " + length);
        }
        for (int i = 0; i < length; i++) {
            check(program, i, length);
        }
        if ((program.code(length - 1) & 0x07) != Bpf.RET_K) {
            throw refused(length - 1, "the program must end with a return");
        }
        checkScratch(program, length);
        return new BpfSimulator(program);
    }

    private static void check(SeccompProgram program, int at, int length) {
        int code = program.code(at);
        int k = program.k(at);
        switch (code) {
            case Bpf.LD_W_ABS -> {
                if (k < 0 || k >= Bpf.DATA_BYTES || k % 4 != 0) {
                    throw refused(at, "load outside seccomp_data: " + k);
                }
            }
            case Bpf.LD_MEM, Bpf.LDX_MEM, Bpf.ST, Bpf.STX -> {
                if (k < 0 || k >= SCRATCH_WORDS) {
                    throw refused(at, "scratch word out of range: " + k);
                }
            }
            case Bpf.JA -> {
                if (Integer.compareUnsigned(k, length - at - 1) >= 0) {
                    throw refused(at, "jump past the end");
                }
            }
            case Bpf.JEQ_K, Bpf.JGT_K, Bpf.JGE_K, Bpf.JSET_K, 0x1d, 0x2d, 0x3d, 0x4d -> {
                if (at + program.jumpTrue(at) + 1 >= length
                        || at + program.jumpFalse(at) + 1 >= length) {
                    throw refused(at, "jump past the end");
                }
            }
            case 0x34 -> {
                if (k == 0) {
                    throw refused(at, "division by zero");
                }
            }
            case 0x64, 0x74 -> {
                if (k < 0 || k >= 32) {
                    throw refused(at, "shift out of range: " + k);
                }
            }
            case Bpf.LD_W_LEN, Bpf.LD_IMM, Bpf.LDX_IMM, Bpf.LDX_W_LEN -> {}
            case Bpf.RET_K, Bpf.RET_A, Bpf.TAX, Bpf.TXA -> {}
            // ADD SUB MUL OR AND XOR with a constant; the same, DIV, LSH and RSH with X; NEG
            case 0x04, 0x14, 0x24, 0x44, 0x54, 0xa4, 0x0c, 0x1c, 0x2c, 0x3c, 0x4c, 0x5c -> {}
            case 0x6c, 0x7c, 0xac, 0x84 -> {}
            default ->
                    throw refused(
                            at, "operation 0x" + Integer.toHexString(code) + " is not allowed");
        }
    }

    /**
     * A scratch word must be written on every path before it is read ({@code
     * check_load_and_stores}).
     */
    private static void checkScratch(SeccompProgram program, int length) {
        int[] written = new int[length];
        Arrays.fill(written, 0xFFFF);
        int valid = 0;
        for (int at = 0; at < length; at++) {
            valid &= written[at];
            int code = program.code(at);
            switch (code) {
                case Bpf.ST, Bpf.STX -> valid |= 1 << program.k(at);
                case Bpf.LD_MEM, Bpf.LDX_MEM -> {
                    if ((valid & (1 << program.k(at))) == 0) {
                        throw refused(at, "scratch word is read before it is written");
                    }
                }
                case Bpf.JA -> {
                    written[at + 1 + program.k(at)] &= valid;
                    valid = -1;
                }
                default -> {
                    if ((code & 0x07) == 0x05) {
                        written[at + 1 + program.jumpTrue(at)] &= valid;
                        written[at + 1 + program.jumpFalse(at)] &= valid;
                        valid = -1;
                    }
                }
            }
        }
    }

    private static IllegalArgumentException refused(int at, String why) {
        return new IllegalArgumentException("instruction " + at + ": " + why);
    }

    /** The verdict of the program about one call. */
    public Verdict run(SeccompData data) {
        int a = 0;
        int x = 0;
        int[] scratch = new int[SCRATCH_WORDS];
        int pc = 0;
        while (true) {
            int code = program.code(pc);
            int k = program.k(pc);
            switch (code & 0x07) {
                case 0x00 ->
                        a =
                                switch (code) {
                                    case Bpf.LD_W_ABS -> data.word(k);
                                    case Bpf.LD_W_LEN -> Bpf.DATA_BYTES;
                                    case Bpf.LD_MEM -> scratch[k];
                                    default -> k;
                                };
                case 0x01 ->
                        x =
                                switch (code) {
                                    case Bpf.LDX_W_LEN -> Bpf.DATA_BYTES;
                                    case Bpf.LDX_MEM -> scratch[k];
                                    default -> k;
                                };
                case 0x02 -> scratch[k] = a;
                case 0x03 -> scratch[k] = x;
                case 0x04 -> {
                    int operand = (code & 0x08) == 0 ? k : x;
                    if (code == 0x3c && operand == 0) {
                        return Verdict.of(0);
                    }
                    a = arithmetic(code & 0xf0, a, operand);
                }
                case 0x05 -> {
                    if (code == Bpf.JA) {
                        pc += k;
                    } else {
                        boolean holds = compare(code & 0xf0, a, (code & 0x08) == 0 ? k : x);
                        pc += holds ? program.jumpTrue(pc) : program.jumpFalse(pc);
                    }
                }
                case 0x06 -> {
                    return Verdict.of(code == Bpf.RET_A ? a : k);
                }
                default -> {
                    if (code == Bpf.TAX) {
                        x = a;
                    } else {
                        a = x;
                    }
                }
            }
            pc++;
        }
    }

    private static int arithmetic(int operation, int a, int operand) {
        return switch (operation) {
            case 0x00 -> a + operand;
            case 0x10 -> a - operand;
            case 0x20 -> a * operand;
            case 0x30 -> Integer.divideUnsigned(a, operand);
            case 0x40 -> a | operand;
            case 0x50 -> a & operand;
            case 0x60 -> a << operand;
            case 0x70 -> a >>> operand;
            case 0x80 -> -a;
            case 0xa0 -> a ^ operand;
            default -> throw new IllegalStateException("unchecked operation " + operation);
        };
    }

    private static boolean compare(int operation, int a, int operand) {
        return switch (operation) {
            case 0x10 -> a == operand;
            case 0x20 -> Integer.compareUnsigned(a, operand) > 0;
            case 0x30 -> Integer.compareUnsigned(a, operand) >= 0;
            case 0x40 -> (a & operand) != 0;
            default -> throw new IllegalStateException("unchecked comparison " + operation);
        };
    }
}
