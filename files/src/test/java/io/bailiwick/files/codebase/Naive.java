package io.bailiwick.files.codebase;

import io.bailiwick.files.tar.TarEntry;
import io.bailiwick.files.tar.TarReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Unpacks as if archives were harmless, to show that the hostile ones are not. */
final class Naive {

    private Naive() {}

    static void extract(byte[] archive, Path target) throws IOException {
        TarReader reader = new TarReader(new ByteArrayInputStream(archive));
        for (Optional<TarEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
            TarEntry entry = next.get();
            Path path = target.resolve(entry.name());
            if (entry.type() == TarEntry.Type.SYMBOLIC_LINK) {
                Files.createSymbolicLink(path, Path.of(entry.linkName()));
            } else {
                Files.copy(reader.content(), path);
            }
        }
    }
}
