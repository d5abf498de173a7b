package io.bailiwick.files.codebase;

import static io.bailiwick.files.codebase.Stores.facts;
import static io.bailiwick.files.codebase.Stores.file;
import static io.bailiwick.files.codebase.Stores.tar;
import static io.bailiwick.files.codebase.Stores.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bailiwick.InvalidConfigurationException;
import io.bailiwick.SandboxException;
import io.bailiwick.files.names.ByteName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {

    private static final byte[] NOTHING = {};

    @TempDir private Path temporary;
    private Path source;
    private CodebaseStore store;
    private String id;

    @BeforeEach
    void prepare() throws Exception {
        source = Files.createDirectory(temporary.resolve("source"));
        file(source, "a/b/script", "#!/bin/sh\n");
        Files.setPosixFilePermissions(
                source.resolve("a/b/script"), PosixFilePermissions.fromString("rwxr-x--x"));
        file(source, "a/read-only", "x".repeat(100_000));
        Files.setPosixFilePermissions(
                source.resolve("a/read-only"), PosixFilePermissions.fromString("r--r-----"));
        file(source, "n".repeat(150) + "/" + "m".repeat(200), "long");
        Files.writeString(source.resolve(ByteName.toPath("\u00ff\u00e9")), "odd");
        Files.createDirectory(source.resolve("empty"));
        Files.createSymbolicLink(source.resolve("link"), Path.of("a/b"));
        Files.createSymbolicLink(source.resolve("away"), Path.of("/" + "x".repeat(150)));
        Files.setLastModifiedTime(
                source.resolve("empty"), FileTime.from(Instant.parse("1969-12-31T23:59:58.5Z")));
        store = CodebaseStore.open(temporary.resolve("store"));
        id = store.create("project").id();
        store.upload(id, tree(source), Progress.NONE);
    }

    private Path download(Path target) {
        store.download(id, 1, new DownloadTarget.Directory(target), Progress.NONE);
        return target;
    }

    private byte[] packed() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.download(id, 1, new DownloadTarget.Tar(out), Progress.NONE);
        return out.toByteArray();
    }

    @Test
    void aDirectoryIsAsTheSourceWas() {
        assertThat(facts(download(temporary.resolve("target")))).isEqualTo(facts(source));
    }

    @Test
    void anEmptyDirectoryIsFilled() throws Exception {
        Path target = Files.createDirectory(temporary.resolve("target"));

        assertThat(facts(download(target))).isEqualTo(facts(source));
    }

    @Test
    void nothingIsReplaced() throws Exception {
        Path target = Files.createDirectory(temporary.resolve("target"));
        file(target, "a", "mine");

        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> download(target))
                .withMessageContaining("not empty");
        assertThat(target.resolve("a")).hasContent("mine");
    }

    @Test
    void whatAppearsMeanwhileIsNeitherReplacedNorRemoved() throws Exception {
        Path target = Files.createDirectory(temporary.resolve("target"));
        Path canary = file(temporary, "canary", "mine");
        Progress meanwhile =
                (files, bytes, current) -> {
                    if (current.equals("link") && !Files.exists(target.resolve("link"))) {
                        link(target.resolve("link"), canary);
                    }
                };

        assertThatExceptionOfType(SandboxException.class)
                .isThrownBy(() ->
                        store.download(id, 1, new DownloadTarget.Directory(target), meanwhile));
        assertThat(Stores.names(target)).containsExactly("link -> " + canary);
        assertThat(canary).hasContent("mine");
    }

    private static void link(Path link, Path target) {
        try {
            Files.createSymbolicLink(link, target);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** TRV-02: a directory of the download becomes a link to the outside while it is filled. */
    @Test
    void aTargetThatIsSwappedForALinkLeadsNowhere() throws Exception {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Path aside = temporary.resolve("aside");
        Path target = temporary.resolve("target");
        Progress swapping =
                (files, bytes, current) -> {
                    if (current.equals("a/b/script") && !Files.exists(aside)) {
                        try {
                            Files.move(target.resolve("a"), aside);
                            Files.createDirectory(outside.resolve("b"));
                            Files.createSymbolicLink(target.resolve("a"), outside);
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    }
                };

        store.download(id, 1, new DownloadTarget.Directory(target), swapping);

        assertThat(Stores.names(outside)).containsExactly("b/");
        assertThat(aside.resolve("b/script")).hasContent("#!/bin/sh\n");
        assertThat(target.resolve("a/b")).as("what a writer by path would meet").exists();
    }

    @Test
    void aFailedDownloadLeavesNothing() {
        Path target = temporary.resolve("target");
        Progress failing =
                (files, bytes, current) -> {
                    if (current.equals("link")) {
                        throw new IllegalStateException("enough");
                    }
                };

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(
                        () -> store.download(id, 1, new DownloadTarget.Directory(target), failing));
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void theTarOfAVersionIsUnderstoodByTheInstalledTar() throws Exception {
        Path target = Files.createDirectory(temporary.resolve("target"));
        Stores.run(target, packed(), "tar", "-xpf", "-");

        assertThat(facts(target)).isEqualTo(facts(source));
    }

    @Test
    void theTarOfAVersionIsTheSameEachTimeAndBecomesTheSameVersion() {
        byte[] archive = packed();

        assertThat(packed()).isEqualTo(archive);
        Upload again = store.upload(id, tar(archive), Progress.NONE);
        assertThat(again.version().hash()).isEqualTo(store.info(id).versions().getFirst().hash());
        assertThat(again.bytesMoved()).isZero();
        assertThat(again.filesReused()).isEqualTo(4);
    }

    @Test
    void everyFormatOfTheInstalledTarIsUnderstood() throws Exception {
        String hash = store.info(id).versions().getFirst().hash();
        for (String format : new String[] {"gnu", "pax"}) {
            byte[] archive =
                    Stores.run(source, NOTHING, "tar", "--format=" + format, "-cf", "-", ".");
            Upload upload = store.upload(id, tar(archive), Progress.NONE);

            assertThat(upload.version().hash()).as(format).isEqualTo(hash);
        }
    }

    @Test
    void aCompressedTarIsRecognised() throws Exception {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            new ByteArrayInputStream(packed()).transferTo(out);
        }

        assertThat(store.upload(id, tar(compressed.toByteArray()), Progress.NONE).bytesMoved())
                .isZero();
    }
}
