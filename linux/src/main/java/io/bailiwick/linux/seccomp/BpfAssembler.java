package io.bailiwick.linux.seccomp;

import java.util.Arrays;

/**
 * Assembles classic BPF with labels. Not thread-safe; one instance makes one program.
 *
 * <p>A conditional jump reaches 255 instructions. {@link #assemble} starts with every jump short
 * and gives a jump that does not reach an unconditional one behind it (whose offset has 32 bits),
 * until nothing changes. Growing only ever lengthens other jumps, so this ends.
 */
final class BpfAssembler {
    /** Where a branch goes on with the next instruction. */
    static final int NEXT = -1;

    private int[] code = new int[256];
    private int[] k = new int[256];
    private int[] whenTrue = new int[256];
    private int[] whenFalse = new int[256];
    private int count;

    /** Instruction index of each label; -1 while it is not bound. */
    private int[] labels = new int[64];

    private int labelCount;

    int label() {
        if (labelCount == labels.length) {
            labels = Arrays.copyOf(labels, labelCount * 2);
        }
        labels[labelCount] = -1;
        return labelCount++;
    }

    /** Puts a label before the next instruction. */
    void bind(int label) {
        if (labels[label] >= 0) {
            throw new IllegalStateException("label " + label + " is bound twice");
        }
        labels[label] = count;
    }

    void load(int offset) {
        emit(Bpf.LD_W_ABS, offset, NEXT, NEXT);
    }

    void and(int mask) {
        emit(Bpf.ALU_AND_K, mask, NEXT, NEXT);
    }

    void ret(Verdict verdict) {
        emit(Bpf.RET_K, verdict.returnValue(), NEXT, NEXT);
    }

    void jump(int label) {
        emit(Bpf.JA, 0, label, NEXT);
    }

    /** Branches on a comparison of the accumulator, unsigned: one of the {@code J*_K} codes. */
    void branch(int comparison, int value, int labelTrue, int labelFalse) {
        emit(comparison, value, labelTrue, labelFalse);
    }

    private void emit(int opcode, int value, int labelTrue, int labelFalse) {
        if (count == code.length) {
            int size = count * 2;
            code = Arrays.copyOf(code, size);
            k = Arrays.copyOf(k, size);
            whenTrue = Arrays.copyOf(whenTrue, size);
            whenFalse = Arrays.copyOf(whenFalse, size);
        }
        code[count] = opcode;
        k[count] = value;
        whenTrue[count] = labelTrue;
        whenFalse[count] = labelFalse;
        count++;
    }

    /**
     * Lays the program out.
     *
     * @throws IllegalStateException for a label that was never bound or lies behind its jump, and
     *     for more than 4096 instructions
     */
    SeccompProgram assemble() {
        boolean[] farTrue = new boolean[count];
        boolean[] farFalse = new boolean[count];
        int[] address = new int[count + 1];
        do {
            for (int i = 0; i < count; i++) {
                address[i + 1] = address[i] + 1 + (farTrue[i] ? 1 : 0) + (farFalse[i] ? 1 : 0);
            }
        } while (widen(address, farTrue, farFalse));
        if (address[count] > Bpf.MAX_INSTRUCTIONS) {
            throw new IllegalStateException("program too long: " + address[count]);
        }
        byte[] out = new byte[address[count] * Bpf.INSTRUCTION_BYTES];
        for (int i = 0; i < count; i++) {
            write(out, i, address, farTrue[i], farFalse[i]);
        }
        return new SeccompProgram(out);
    }

    private boolean widen(int[] address, boolean[] farTrue, boolean[] farFalse) {
        boolean changed = false;
        for (int i = 0; i < count; i++) {
            if (isConditional(code[i])) {
                if (!farTrue[i] && target(whenTrue[i], i, address) - address[i] - 1 > 255) {
                    farTrue[i] = true;
                    changed = true;
                }
                if (!farFalse[i] && target(whenFalse[i], i, address) - address[i] - 1 > 255) {
                    farFalse[i] = true;
                    changed = true;
                }
            }
        }
        return changed;
    }

    private int target(int label, int from, int[] address) {
        int index = label == NEXT ? from + 1 : labels[label];
        if (index <= from || index >= count) {
            throw new IllegalStateException("label " + label + " is not bound ahead of its jump");
        }
        return address[index];
    }

    private void write(byte[] out, int i, int[] address, boolean farTrue, boolean farFalse) {
        int at = address[i];
        if (!isConditional(code[i])) {
            int value = code[i] == Bpf.JA ? target(whenTrue[i], i, address) - at - 1 : k[i];
            put(out, at, code[i], 0, 0, value);
            return;
        }
        int yes = target(whenTrue[i], i, address);
        int no = target(whenFalse[i], i, address);
        int slot = at + 1;
        int jt = yes - at - 1;
        int jf = no - at - 1;
        if (farTrue) {
            put(out, slot, Bpf.JA, 0, 0, yes - slot - 1);
            jt = slot - at - 1;
            slot++;
        }
        if (farFalse) {
            put(out, slot, Bpf.JA, 0, 0, no - slot - 1);
            jf = slot - at - 1;
        }
        put(out, at, code[i], jt, jf, k[i]);
    }

    private static boolean isConditional(int opcode) {
        return (opcode & 0x07) == 0x05 && opcode != Bpf.JA;
    }

    private static void put(byte[] out, int index, int opcode, int jt, int jf, int value) {
        int at = index * Bpf.INSTRUCTION_BYTES;
        out[at] = (byte) opcode;
        out[at + 1] = (byte) (opcode >>> 8);
        out[at + 2] = (byte) jt;
        out[at + 3] = (byte) jf;
        out[at + 4] = (byte) value;
        out[at + 5] = (byte) (value >>> 8);
        out[at + 6] = (byte) (value >>> 16);
        out[at + 7] = (byte) (value >>> 24);
    }
}
