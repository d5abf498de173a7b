package io.bailiwick.files.codebase;

import io.bailiwick.files.names.ByteName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Holds a version's tree against its index, every byte of it. */
final class Verification {

    private final Map<String, Entry> expected = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    private Verification(List<Entry> entries) {
        entries.forEach(entry -> expected.put(entry.name(), entry));
    }

    static List<String> run(Path tree, List<Entry> entries, String hash) throws IOException {
        Verification verification = new Verification(entries);
        try (SecureDirectoryStream<Path> stream = Trees.open(tree)) {
            verification.directory(stream, tree, "");
        }
        for (String missing : verification.expected.keySet()) {
            verification.problem(missing, "is missing");
        }
        if (!Index.hash(entries).equals(hash)) {
            verification.problems.add("the version's hash is not that of its index");
        }
        return List.copyOf(verification.problems);
    }

    private void problem(String name, String what) {
        problems.add(ByteName.printable(name) + " " + what);
    }

    private void directory(SecureDirectoryStream<Path> stream, Path path, String prefix)
            throws IOException {
        for (Path found : stream) {
            Path last = found.getFileName();
            String name = prefix + ByteName.ofLast(last);
            Entry entry = expected.remove(name);
            if (entry == null) {
                problem(name, "is not in the index");
                continue;
            }
            check(stream, path.resolve(last), last, entry);
        }
    }

    private void check(SecureDirectoryStream<Path> stream, Path path, Path last, Entry entry)
            throws IOException {
        PosixFileAttributes attributes =
                stream.getFileAttributeView(
                                last, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .readAttributes();
        int mode = Modes.of(attributes.permissions());
        if (!attributes.lastModifiedTime().equals(entry.modified())) {
            problem(entry.name(), "has another time");
        }
        switch (entry.kind()) {
            case FILE -> {
                if (!attributes.isRegularFile() || !hash(path).equals(entry.content())) {
                    problem(entry.name(), "has another content");
                }
                if (mode != Entry.storedMode(entry.mode())) {
                    problem(entry.name(), "has another mode");
                }
            }
            case SYMBOLIC_LINK -> {
                if (!attributes.isSymbolicLink()
                        || !ByteName.ofLink(Files.readSymbolicLink(path), attributes.size())
                                .equals(entry.content())) {
                    problem(entry.name(), "leads elsewhere");
                }
            }
            case DIRECTORY -> {
                if (!attributes.isDirectory() || mode != (entry.mode() | 0700)) {
                    problem(entry.name(), "has another mode");
                    return;
                }
                try (SecureDirectoryStream<Path> inside =
                        stream.newDirectoryStream(last, LinkOption.NOFOLLOW_LINKS)) {
                    directory(inside, path, entry.name() + "/");
                }
            }
        }
    }

    private static String hash(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
