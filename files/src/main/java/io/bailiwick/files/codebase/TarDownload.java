package io.bailiwick.files.codebase;

import io.bailiwick.files.names.ByteName;
import io.bailiwick.files.tar.TarEntry;
import io.bailiwick.files.tar.TarWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Packs a version; a symbolic link as what it says. */
final class TarDownload {

    private TarDownload() {}

    static void run(Path tree, List<Entry> entries, OutputStream out, Meter meter)
            throws IOException {
        TarWriter writer = new TarWriter(out);
        for (Entry entry : entries) {
            meter.next(entry);
            boolean link = entry.kind() == TreeEntry.Kind.SYMBOLIC_LINK;
            TarEntry packed =
                    new TarEntry(
                            type(entry.kind()),
                            entry.name(),
                            link ? entry.content() : "",
                            entry.mode(),
                            entry.size(),
                            entry.modified());
            if (entry.kind() == TreeEntry.Kind.FILE) {
                Path file = tree.resolve(ByteName.toPath(entry.name()));
                try (InputStream in = Files.newInputStream(file)) {
                    writer.add(packed, meter.metered(in));
                }
            } else {
                writer.add(packed, InputStream.nullInputStream());
            }
        }
        writer.finish();
    }

    private static TarEntry.Type type(TreeEntry.Kind kind) {
        return switch (kind) {
            case FILE -> TarEntry.Type.FILE;
            case DIRECTORY -> TarEntry.Type.DIRECTORY;
            case SYMBOLIC_LINK -> TarEntry.Type.SYMBOLIC_LINK;
        };
    }
}
