package io.bailiwick.linux.seccomp;

import java.util.Optional;

/** A native 64-bit, little-endian system-call interface that filters can be made for. */
public enum SeccompArch {
    X86_64(0xC000003E, 1, "SCMP_ARCH_X86_64"),
    AARCH64(0xC00000B7, 2, "SCMP_ARCH_AARCH64");

    private final int audit;
    private final int column;
    private final String oci;

    SeccompArch(int audit, int column, String oci) {
        this.audit = audit;
        this.column = column;
        this.oci = oci;
    }

    /** The {@code AUDIT_ARCH_*} value of {@code linux/audit.h}. */
    public int audit() {
        return audit;
    }

    /** Column of this interface in {@code syscalls.tsv}. */
    int column() {
        return column;
    }

    String oci() {
        return oci;
    }

    /** The interface of this Java virtual machine; empty where no table exists for it. */
    public static Optional<SeccompArch> current() {
        return switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64" -> Optional.of(X86_64);
            case "aarch64", "arm64" -> Optional.of(AARCH64);
            default -> Optional.empty();
        };
    }
}
