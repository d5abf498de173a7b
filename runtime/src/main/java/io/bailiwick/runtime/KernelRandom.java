package io.bailiwick.runtime;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The kernel's random numbers, as {@link java.security.SecureRandom} gives them on Linux, without
 * the search for a provider that a short command waits for. Thread-safe.
 */
final class KernelRandom implements RandomGenerator {

    /** Bits that mark a random UUID, RFC 9562, 5.4. */
    private static final long VERSION_4 = 0x4000;

    private static final long VARIANT = 0x8000_0000_0000_0000L;

    @Override
    public long nextLong() {
        return read(Long.BYTES).getLong();
    }

    @Override
    public void nextBytes(byte[] bytes) {
        read(bytes.length).get(bytes);
    }

    /** A random UUID. */
    UUID nextUuid() {
        ByteBuffer bytes = read(2 * Long.BYTES);
        return new UUID(
                (bytes.getLong() & ~0xf000L) | VERSION_4, (bytes.getLong() >>> 2) | VARIANT);
    }

    private static ByteBuffer read(int count) {
        try (FileInputStream device = new FileInputStream("/dev/urandom")) {
            byte[] bytes = device.readNBytes(count);
            if (bytes.length < count) {
                throw new IOException("/dev/urandom ends");
            }
            return ByteBuffer.wrap(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
