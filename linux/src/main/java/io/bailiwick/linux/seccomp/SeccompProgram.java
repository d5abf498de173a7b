package io.bailiwick.linux.seccomp;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An assembled filter: an array of {@code struct sock_filter}, little-endian, 8 bytes each.
 * Immutable.
 */
public final class SeccompProgram {
    private final byte[] bytes;

    SeccompProgram(byte[] bytes) {
        if (bytes.length == 0 || bytes.length % Bpf.INSTRUCTION_BYTES != 0) {
            throw new IllegalArgumentException("not an array of sock_filter: " + bytes.length);
        }
        this.bytes = bytes;
    }

    /** Wraps a program that was assembled elsewhere; {@link BpfSimulator} checks it. */
    public static SeccompProgram of(byte[] bytes) {
        return new SeccompProgram(bytes.clone());
    }

    /** A copy of the program, as {@code seccomp(2)} wants it. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Number of instructions; the kernel accepts 4096. */
    public int instructions() {
        return bytes.length / Bpf.INSTRUCTION_BYTES;
    }

    int code(int index) {
        int at = index * Bpf.INSTRUCTION_BYTES;
        return (bytes[at] & 0xFF) | ((bytes[at + 1] & 0xFF) << 8);
    }

    int jumpTrue(int index) {
        return bytes[index * Bpf.INSTRUCTION_BYTES + 2] & 0xFF;
    }

    int jumpFalse(int index) {
        return bytes[index * Bpf.INSTRUCTION_BYTES + 3] & 0xFF;
    }

    int k(int index) {
        int at = index * Bpf.INSTRUCTION_BYTES + 4;
        return (bytes[at] & 0xFF)
                | ((bytes[at + 1] & 0xFF) << 8)
                | ((bytes[at + 2] & 0xFF) << 16)
                | ((bytes[at + 3] & 0xFF) << 24);
    }

    /** SHA-256 of the program in lower-case hexadecimal, for the run record. */
    public String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
