package io.bailiwick.files.codebase;

import static io.bailiwick.files.codebase.Stores.file;
import static io.bailiwick.files.codebase.Stores.names;
import static io.bailiwick.files.codebase.Stores.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.bailiwick.CodebaseStoreException;
import io.bailiwick.UploadException;
import io.bailiwick.files.names.ByteName;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryUploadTest {

    @TempDir private Path temporary;
    private Path source;
    private CodebaseStore store;
    private String id;

    @BeforeEach
    void prepare() throws Exception {
        source = Files.createDirectory(temporary.resolve("source"));
        store = CodebaseStore.open(temporary.resolve("store"));
        id = store.create("project").id();
    }

    private Upload upload(UploadSource from) {
        return store.upload(id, from, Progress.NONE);
    }

    @Test
    void aLinkIsStoredAndNotFollowed() throws Exception {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        file(outside, "canary", "secret");
        Files.createSymbolicLink(source.resolve("directory"), outside);
        Files.createSymbolicLink(source.resolve("file"), outside.resolve("canary"));
        Files.createSymbolicLink(source.resolve("magic"), Path.of("/proc/self/cwd"));

        assertThat(names(store, upload(tree(source)).version()))
                .containsExactly(
                        "directory -> " + outside,
                        "file -> " + outside + "/canary",
                        "magic -> /proc/self/cwd");
    }

    @Test
    void whatIsNoFileIsSkippedAndReported() throws Exception {
        Stores.run(source, new byte[0], "mkfifo", "fifo");
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(source.resolve("socket")));
            file(source, "f", "x");

            Upload upload = upload(tree(source));

            assertThat(names(store, upload.version())).containsExactly("f");
            assertThat(upload.counts()).containsEntry(Notice.Kind.SPECIAL, 2L);
            assertThat(upload.notices()).extracting(Notice::path).contains("fifo", "socket");
            assertThat(upload.skipped()).isEqualTo(2);
        }
    }

    @Test
    void aNameOfAnyBytesArrives() throws Exception {
        String name = "a\n\u00ff\u00e9 %41";
        Files.writeString(source.resolve(ByteName.toPath(name)), "x");
        Path link = source.resolve("link");
        Files.createSymbolicLink(link, ByteName.toPath("\u00fe/\u00fd"));

        Upload upload = upload(tree(source));

        try (OpenVersion open = store.open(id, upload.version().number())) {
            assertThat(open.root().resolve(ByteName.toPath(name))).hasContent("x");
            assertThat(open.entries())
                    .filteredOn(entry -> entry.kind() == TreeEntry.Kind.SYMBOLIC_LINK)
                    .singleElement()
                    .satisfies(entry ->
                            assertThat(ByteName.ofLink(entry.target(), 3))
                                    .isEqualTo("\u00fe/\u00fd"));
        }
        assertThat(store.verify(id, 1)).isEmpty();
    }

    @Test
    void aLinksTextArrivesUnchanged() throws Exception {
        Stores.run(source, new byte[0], "ln", "-s", "a//b/../c/", "odd");
        upload(tree(source));

        try (OpenVersion open = store.open(id, 1)) {
            assertThat(
                            new String(
                                    Stores.run(open.root(), new byte[0], "readlink", "odd"),
                                    java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("a//b/../c/\n");
        }
    }

    @Test
    void setIdBitsAreDropped() throws Exception {
        file(source, "su", "x");
        Stores.run(source, new byte[0], "chmod", "6755", "su");
        upload(tree(source));

        try (OpenVersion open = store.open(id, 1)) {
            assertThat(Files.getAttribute(open.root().resolve("su"), "unix:mode"))
                    .isEqualTo(0100555);
        }
    }

    @Test
    void whatTheCallerMayNotReadIsReported() throws Exception {
        assumeFalse(
                Files.getOwner(Path.of("/proc/self")).getName().equals("root"),
                "needs an ordinary user: root can read every file");
        file(source, "closed", "x");
        file(source, "open", "x");
        Files.setPosixFilePermissions(
                source.resolve("closed"), PosixFilePermissions.fromString("---------"));

        Upload upload = upload(tree(source));

        assertThat(names(store, upload.version())).containsExactly("open");
        assertThat(upload.notices())
                .containsExactly(new Notice("closed", Notice.Kind.UNREADABLE, "permission denied"));
    }

    @Test
    void aSourceWithinTheStoreIsRefused() {
        assertThatExceptionOfType(UploadException.class)
                .isThrownBy(() -> upload(tree(temporary.resolve("store/codebases"))))
                .withMessageContaining("lies within the store");
    }

    @Test
    void aStoreWithinTheSourceIsLeftOut() {
        file(source, "f", "x");

        Upload upload = upload(tree(temporary));

        assertThat(names(store, upload.version())).containsExactly("source/", "source/f");
        assertThat(upload.notices())
                .containsExactly(
                        new Notice("store", Notice.Kind.STORE, "is where codebases are stored"));
    }

    @Test
    void oneFileBecomesATreeWithIt() {
        Path script = file(source, "main.py", "print()\n");
        file(source, "other", "x");

        assertThat(names(store, upload(new UploadSource.SingleFile(script)).version()))
                .containsExactly("main.py");
    }

    @Test
    void aMissingSourceIsNamed() {
        assertThatExceptionOfType(CodebaseStoreException.class)
                .isThrownBy(() -> upload(tree(source.resolve("none"))))
                .withMessageContaining("none");
    }

    @Test
    void aFileThatChangesOnceWhileItIsReadIsReadAgain() {
        Path changing = file(source, "f", "x".repeat(200_000));
        AtomicBoolean done = new AtomicBoolean();
        Progress meanwhile =
                (files, bytes, current) -> {
                    if (bytes > 0 && bytes < 200_000 && !done.getAndSet(true)) {
                        rewrite(changing, "y".repeat(200_000));
                    }
                };

        Upload upload = store.upload(id, tree(source), meanwhile);

        assertThat(done).isTrue();
        assertThat(upload.counts()).isEmpty();
        try (OpenVersion open = store.open(id, 1)) {
            assertThat(open.root().resolve("f")).hasContent("y".repeat(200_000));
        }
    }

    @Test
    void aFileThatNeverRestsIsTakenAndReported() {
        Path changing = file(source, "log", "x".repeat(200_000));
        Progress meanwhile =
                (files, bytes, current) -> {
                    if (bytes > 0) {
                        append(changing);
                    }
                };

        Upload upload = store.upload(id, tree(source), meanwhile);

        assertThat(upload.counts()).containsOnly(java.util.Map.entry(Notice.Kind.CHANGED, 1L));
        assertThat(upload.skipped()).isZero();
        assertThat(store.verify(id, 1)).isEmpty();
    }

    @Test
    void aLimitRefusesByNameAndStoresNothing() {
        file(source, "a/b/c", "x".repeat(10));
        UploadLimits roomy = UploadLimits.DEFAULT;

        refused(new UploadLimits(2, 100, 100, 9, 9), "'a/b/c' is beyond the limit of 2 entries");
        refused(new UploadLimits(9, 9, 100, 9, 9), "'a/b/c' makes the upload larger than 9");
        refused(new UploadLimits(9, 100, 9, 9, 9), "'a/b/c' is larger than 9 bytes");
        refused(new UploadLimits(9, 100, 100, 2, 9), "'a/b/c' lies deeper than 2");
        assertThat(store.info(id).versions()).isEmpty();
        assertThat(store.upload(id, tree(source), roomy, Progress.NONE).version().files())
                .isEqualTo(1);
    }

    private void refused(UploadLimits limits, String message) {
        assertThatExceptionOfType(UploadException.class)
                .isThrownBy(() -> store.upload(id, tree(source), limits, Progress.NONE))
                .withMessageContaining(message);
    }

    /** SYM-02: a directory and a link to the outside change places while the tree is read. */
    @Test
    void aDirectoryThatIsSwappedForALinkLeadsNowhere() throws Exception {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Path inside = Files.createDirectory(source.resolve("d"));
        for (int i = 0; i < 20; i++) {
            file(outside, "f" + i, "canary");
            file(inside, "f" + i, "mine");
        }
        Files.createSymbolicLink(source.resolve("l"), outside);
        int uploads = Integer.getInteger("bailiwick.races", 100);
        int naive = 0;
        try (Swapping swapping = Swapping.start(source.resolve("d"), source.resolve("l"))) {
            for (int i = 0; i < uploads; i++) {
                naive += Files.exists(source.resolve("d/f0")) && reads(source) ? 1 : 0;
                CodebaseVersion version = upload(tree(source)).version();
                try (OpenVersion open = store.open(id, version.number())) {
                    for (TreeEntry entry : open.entries()) {
                        if (entry.kind() == TreeEntry.Kind.FILE) {
                            assertThat(open.root().resolve(entry.path())).hasContent("mine");
                        }
                    }
                }
                store.delete(id, version.number(), false);
            }
            assertThat(swapping.swaps()).as("swaps").isPositive();
        }
        assertThat(naive).as("reads by path that met the canary").isPositive();
    }

    /** What a walker by path does; true when it has read what is outside. */
    private static boolean reads(Path source) throws IOException {
        for (int i = 0; i < 200; i++) {
            if (Files.readString(source.resolve("d/f" + i % 20)).equals("canary")) {
                return true;
            }
        }
        return false;
    }

    private static void rewrite(Path file, String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void append(Path file) {
        try {
            Files.writeString(file, "more", java.nio.file.StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
