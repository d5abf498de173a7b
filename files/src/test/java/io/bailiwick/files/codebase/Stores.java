package io.bailiwick.files.codebase;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What tests of the store do over and over. */
final class Stores {

    static final FileTime LONG_AGO = FileTime.from(Instant.parse("2001-02-03T04:05:06.123456789Z"));

    private Stores() {}

    static Path file(Path root, String name, String content) {
        try {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            Files.setLastModifiedTime(file, LONG_AGO);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static UploadSource.Directory tree(Path root) {
        return new UploadSource.Directory(root);
    }

    static UploadSource.Tar tar(byte[] archive) {
        return new UploadSource.Tar(new ByteArrayInputStream(archive));
    }

    /** The names beneath a directory, sorted, directories with a slash, links with their text. */
    static List<String> names(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            List<String> names = new ArrayList<>();
            for (Path path : all.filter(path -> !path.equals(root)).sorted().toList()) {
                String name = root.relativize(path).toString();
                if (Files.isSymbolicLink(path)) {
                    names.add(name + " -> " + Files.readSymbolicLink(path));
                } else {
                    names.add(Files.isDirectory(path) ? name + "/" : name);
                }
            }
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> names(CodebaseStore store, CodebaseVersion version) {
        try (OpenVersion open = store.open(version.codebaseId(), version.number())) {
            return names(open.root());
        }
    }

    /** Kind, mode, time and content of everything beneath a directory, by name. */
    static Map<String, String> facts(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            Map<String, String> facts = new TreeMap<>();
            for (Path path : all.filter(path -> !path.equals(root)).toList()) {
                Map<String, Object> attributes =
                        Files.readAttributes(
                                path, "unix:mode,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
                String content =
                        Files.isSymbolicLink(path)
                                ? Files.readSymbolicLink(path).toString()
                                : Files.isDirectory(path)
                                        ? ""
                                        : Files.readString(path, StandardCharsets.ISO_8859_1);
                facts.put(
                        root.toUri().relativize(path.toUri()).toString(),
                        attributes + " " + content);
            }
            return facts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long inode(Path file) throws IOException {
        return (Long) Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    }

    /** Runs a program to its end and answers its output; fails when it fails. */
    static byte[] run(Path directory, byte[] input, String... command) throws Exception {
        Path errors = Files.createTempFile("stderr", "");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectError(errors.toFile())
                            .start();
            Thread writer =
                    Thread.ofVirtual()
                            .start(() -> {
                                try (var out = process.getOutputStream()) {
                                    out.write(input);
                                } catch (IOException e) {
                                    // It has read enough.
                                }
                            });
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            try (InputStream in = process.getInputStream()) {
                in.transferTo(output);
            }
            writer.join();
            int status = process.waitFor();
            if (status != 0 && !(status == 1 && List.of(command).contains("check-ignore"))) {
                throw new AssertionError(
                        List.of(command) + ": " + status + " " + Files.readString(errors));
            }
            return output.toByteArray();
        } finally {
            Files.delete(errors);
        }
    }
}
