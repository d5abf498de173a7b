package io.bailiwick.linux.seccomp;

/** Numbers of {@code linux/bpf_common.h}, {@code linux/filter.h} and {@code linux/seccomp.h}. */
final class Bpf {
    static final int INSTRUCTION_BYTES = 8;

    /** {@code BPF_MAXINSNS}. */
    static final int MAX_INSTRUCTIONS = 4096;

    static final int LD_W_ABS = 0x20;
    static final int LD_W_LEN = 0x80;
    static final int LD_IMM = 0x00;
    static final int LD_MEM = 0x60;
    static final int LDX_IMM = 0x01;
    static final int LDX_MEM = 0x61;
    static final int LDX_W_LEN = 0x81;
    static final int ST = 0x02;
    static final int STX = 0x03;
    static final int ALU_AND_K = 0x54;
    static final int JA = 0x05;
    static final int JEQ_K = 0x15;
    static final int JGT_K = 0x25;
    static final int JGE_K = 0x35;
    static final int JSET_K = 0x45;
    static final int RET_K = 0x06;
    static final int RET_A = 0x16;
    static final int TAX = 0x07;
    static final int TXA = 0x87;

    /** {@code sizeof(struct seccomp_data)}. */
    static final int DATA_BYTES = 64;

    static final int OFFSET_NR = 0;
    static final int OFFSET_ARCH = 4;
    static final int OFFSET_IP = 8;
    static final int OFFSET_ARGS = 16;

    private Bpf() {}

    /** Offset of the low word of an argument; both architectures are little-endian. */
    static int low(int argument) {
        return OFFSET_ARGS + 8 * argument;
    }

    static int high(int argument) {
        return low(argument) + 4;
    }
}
