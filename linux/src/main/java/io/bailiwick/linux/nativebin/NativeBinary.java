package io.bailiwick.linux.nativebin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The static binary with the roles launcher, guardian and init, carried in the jar.
 *
 * <p>The extracted file only starts the guardian, which copies itself into a sealed memfd before it
 * does anything else; the file may be deleted as soon as the guardian has said that it is ready.
 */
public final class NativeBinary {

    private NativeBinary() {}

    /** The machine's name as the resource's path spells it: {@code x86_64} or {@code aarch64}. */
    public static String architecture() {
        String name = System.getProperty("os.arch", "");
        return switch (name) {
            case "amd64" -> "x86_64";
            default -> name;
        };
    }

    /**
     * Writes the binary for this machine to {@code file}, which must not exist, with mode 0700.
     *
     * @throws IOException when this architecture has no binary or the file cannot be written
     */
    public static void extract(Path file) throws IOException {
        String resource = architecture() + "/bailiwick-native";
        try (InputStream content = NativeBinary.class.getResourceAsStream(resource)) {
            if (content == null) {
                throw new IOException("no native binary for " + architecture());
            }
            byte[] bytes = content.readAllBytes();
            try (var out =
                    Files.newByteChannel(
                            file,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rwx------")))) {
                var buffer = java.nio.ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
        }
    }
}
