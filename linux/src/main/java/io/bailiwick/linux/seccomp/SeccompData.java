package io.bailiwick.linux.seccomp;

import java.util.List;

/**
 * What a filter sees of one system call: {@code struct seccomp_data}.
 *
 * @param nr the number, signed as in the kernel
 * @param arch an {@code AUDIT_ARCH_*} value
 * @param ip the instruction pointer
 * @param args at most six 64-bit registers; missing ones are 0
 */
public record SeccompData(int nr, int arch, long ip, List<Long> args) {
    public SeccompData {
        args = List.copyOf(args);
        if (args.size() > 6) {
            throw new IllegalArgumentException("at most 6 arguments: " + args.size());
        }
    }

    /** A call on an architecture. */
    public static SeccompData of(SeccompArch arch, int nr, Long... args) {
        return new SeccompData(nr, arch.audit(), 0, List.of(args));
    }

    int word(int offset) {
        return switch (offset) {
            case Bpf.OFFSET_NR -> nr;
            case Bpf.OFFSET_ARCH -> arch;
            case Bpf.OFFSET_IP -> (int) ip;
            case Bpf.OFFSET_IP + 4 -> (int) (ip >>> 32);
            default -> {
                int index = (offset - Bpf.OFFSET_ARGS) / 8;
                long value = index < args.size() ? args.get(index) : 0;
                yield (int) (offset % 8 == 0 ? value : value >>> 32);
            }
        };
    }
}
