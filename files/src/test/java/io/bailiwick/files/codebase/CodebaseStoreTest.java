package io.bailiwick.files.codebase;

import static io.bailiwick.files.codebase.Stores.LONG_AGO;
import static io.bailiwick.files.codebase.Stores.file;
import static io.bailiwick.files.codebase.Stores.inode;
import static io.bailiwick.files.codebase.Stores.names;
import static io.bailiwick.files.codebase.Stores.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bailiwick.CodebaseInUseException;
import io.bailiwick.CodebaseNotFoundException;
import io.bailiwick.CodebaseStoreException;
import io.bailiwick.InvalidConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodebaseStoreTest {

    @TempDir private Path temporary;
    private Path root;
    private Path source;
    private CodebaseStore store;
    private String id;

    @BeforeEach
    void prepare() throws Exception {
        root = temporary.resolve("store");
        source = Files.createDirectory(temporary.resolve("source"));
        store = CodebaseStore.open(root);
        id = store.create("project").id();
    }

    private Upload upload() {
        return store.upload(id, tree(source), Progress.NONE);
    }

    @Test
    void aNewCodebaseHasItsNameAndNoVersion() {
        assertThat(store.info(id).name()).isEqualTo("project");
        assertThat(store.info(id).latest()).isEmpty();
        assertThat(store.list()).extracting(Codebase::id).containsExactly(id);
    }

    @Test
    void theStoreIsPrivate() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                .isEqualTo("rwx------");
    }

    @Test
    void aStoreThatIsALinkIsRefused() throws Exception {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), root);

        assertThatExceptionOfType(CodebaseStoreException.class)
                .isThrownBy(() -> CodebaseStore.open(link))
                .withMessageContaining("is not a directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "\u001b[2J"})
    void aNameThatCannotBeShownIsRefused(String name) {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> store.create(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "cb_../../../../etc", "cb_0000000000000000", "CB_0"})
    void anUnknownIdIsSaid(String unknown) {
        assertThatExceptionOfType(CodebaseNotFoundException.class)
                .isThrownBy(() -> store.info(unknown));
        assertThatExceptionOfType(CodebaseNotFoundException.class)
                .isThrownBy(() -> store.open(unknown, 1));
        assertThatExceptionOfType(CodebaseNotFoundException.class)
                .isThrownBy(() -> store.delete(unknown, true));
        assertThatExceptionOfType(CodebaseNotFoundException.class)
                .isThrownBy(() -> store.upload(unknown, tree(source), Progress.NONE));
    }

    @Test
    void aVersionKeepsContentsModesTimesLinksAndEmptyDirectories() throws Exception {
        file(source, "a/run.sh", "#!/bin/sh\n");
        Files.setPosixFilePermissions(
                source.resolve("a/run.sh"), PosixFilePermissions.fromString("rwxr-x---"));
        Files.createDirectory(source.resolve("empty"));
        Files.createSymbolicLink(source.resolve("dangling"), Path.of("/no/where"));

        CodebaseVersion version = upload().version();

        try (OpenVersion open = store.open(id, version.number())) {
            Path script = open.root().resolve("a/run.sh");
            assertThat(names(open.root()))
                    .containsExactly("a/", "a/run.sh", "dangling -> /no/where", "empty/");
            assertThat(script).hasContent("#!/bin/sh\n");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(script)))
                    .isEqualTo("r-xr-x---");
            assertThat(Files.getLastModifiedTime(script)).isEqualTo(LONG_AGO);
            assertThat(open.entries())
                    .filteredOn(entry -> entry.path().endsWith("run.sh"))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.mode()).isEqualTo(0750));
        }
        assertThat(version.files()).isEqualTo(1);
        assertThat(version.directories()).isEqualTo(2);
        assertThat(version.links()).isEqualTo(1);
        assertThat(version.bytes()).isEqualTo(10);
        assertThat(store.verify(id, 1)).isEmpty();
    }

    @Test
    void anUnchangedFileIsTheSameFileInTheNextVersion() throws Exception {
        file(source, "same", "x".repeat(1000));
        file(source, "other", "y");
        Upload first = upload();
        file(source, "other", "z");

        Upload second = upload();

        assertThat(first.bytesMoved()).isEqualTo(1001);
        assertThat(second.bytesMoved()).isEqualTo(1);
        assertThat(second.filesReused()).isEqualTo(1);
        try (OpenVersion one = store.open(id, 1);
                OpenVersion two = store.open(id, 2)) {
            assertThat(inode(one.root().resolve("same")))
                    .isEqualTo(inode(two.root().resolve("same")));
            assertThat(one.root().resolve("other")).hasContent("y");
            assertThat(two.root().resolve("other")).hasContent("z");
        }
    }

    /** Size, time and mode are the same; only the content tells. */
    @Test
    void aChangeThatKeepsSizeAndTimeIsSeen() {
        file(source, "f", "x".repeat(100_000) + "1");
        upload();
        file(source, "f", "x".repeat(100_000) + "2");

        Upload second = upload();

        assertThat(second.bytesMoved()).isEqualTo(100_001);
        assertThat(store.verify(id, 1)).isEmpty();
        assertThat(store.verify(id, 2)).isEmpty();
    }

    @Test
    void anotherTimeOrModeMakesAFileOfItsOwn() throws Exception {
        Path touched = file(source, "touched", "x");
        Path executable = file(source, "executable", "x");
        upload();
        Files.setLastModifiedTime(touched, FileTime.fromMillis(1));
        Files.setPosixFilePermissions(executable, PosixFilePermissions.fromString("rwxr-xr-x"));

        Upload second = upload();

        assertThat(second.filesReused()).isZero();
        assertThat(store.verify(id, 1)).isEmpty();
        assertThat(store.verify(id, 2)).isEmpty();
        assertThat(store.info(id).versions().getFirst().hash())
                .isNotEqualTo(second.version().hash());
    }

    @Test
    void theHashDoesNotDependOnTimes() throws Exception {
        Path touched = file(source, "f", "x");
        String hash = upload().version().hash();
        Files.setLastModifiedTime(touched, FileTime.fromMillis(1));

        assertThat(upload().version().hash()).isEqualTo(hash);
    }

    /** The time of change is a minute old for the clock: the file is not read again. */
    @Test
    void aFileWithTheSameTimeOfChangeIsNotRead() throws Exception {
        CodebaseStore later =
                CodebaseStore.open(
                        root,
                        java.time.Clock.offset(
                                java.time.Clock.systemUTC(), java.time.Duration.ofHours(1)),
                        new java.util.Random(1));
        Path secret = file(source, "f", "x".repeat(10));
        later.upload(id, tree(source), Progress.NONE);
        List<Long> read = new ArrayList<>();

        Upload second = later.upload(id, tree(source), (files, bytes, name) -> read.add(bytes));

        assertThat(second.filesReused()).isEqualTo(1);
        assertThat(read).as("progress within a file").doesNotContain(1L);
        Files.writeString(secret, "y".repeat(10));
        Files.setLastModifiedTime(secret, LONG_AGO);
        assertThat(later.upload(id, tree(source), Progress.NONE).bytesMoved()).isEqualTo(10);
    }

    @Test
    void versionsAreNumberedAndANumberIsNotGivenTwice() {
        upload();
        upload();
        store.delete(id, 2, false);

        assertThat(upload().version().number()).isEqualTo(3);
        assertThat(store.info(id).versions())
                .extracting(CodebaseVersion::number)
                .containsExactly(1L, 3L);
    }

    @Test
    void anOpenVersionIsNotDeleted() {
        file(source, "f", "x");
        upload();
        try (OpenVersion open = store.open(id, 1)) {
            assertThatExceptionOfType(CodebaseInUseException.class)
                    .isThrownBy(() -> store.delete(id, 1, false));
            assertThatExceptionOfType(CodebaseInUseException.class)
                    .isThrownBy(() -> store.delete(id, false));
            assertThat(open.root().resolve("f")).hasContent("x");
        }
        store.delete(id, false);
        assertThat(store.list()).isEmpty();
        assertThat(root.resolve("codebases")).isEmptyDirectory();
        assertThat(root.resolve("trash")).isEmptyDirectory();
    }

    @Test
    void aForcedDeletionHidesAtOnceAndRemovesAfterTheLastUser() {
        file(source, "f", "x");
        upload();
        OpenVersion first = store.open(id, 1);
        OpenVersion second = store.open(id, 1);
        store.delete(id, true);

        assertThat(store.list()).isEmpty();
        assertThatExceptionOfType(CodebaseNotFoundException.class)
                .isThrownBy(() -> store.open(id, 1));
        first.close();
        first.close();
        assertThat(second.root().resolve("f")).hasContent("x");
        second.close();
        assertThat(root.resolve("codebases")).isEmptyDirectory();
    }

    @Test
    void aForcedDeletionOfAVersionLeavesTheOthers() {
        file(source, "f", "x");
        upload();
        upload();
        try (OpenVersion open = store.open(id, 1)) {
            store.delete(id, 1, true);
            assertThat(open.root().resolve("f")).hasContent("x");
        }
        assertThat(store.info(id).versions())
                .extracting(CodebaseVersion::number)
                .containsExactly(2L);
        assertThat(store.verify(id, 2)).isEmpty();
        assertThat(root.resolve("codebases/" + id + "/versions/1")).doesNotExist();
    }

    @Test
    void uploadsAtTheSameTimeBecomeVersionsOfTheirOwn() throws Exception {
        file(source, "f", "x".repeat(5000));
        List<Callable<Long>> uploads = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            uploads.add(() -> upload().version().number());
        }
        List<Long> numbers = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Long> done : executor.invokeAll(uploads)) {
                numbers.add(done.get());
            }
        }

        assertThat(numbers).hasSize(12).doesNotHaveDuplicates();
        for (long number : numbers) {
            assertThat(store.verify(id, number)).isEmpty();
        }
    }

    @Test
    void aFailedUploadLeavesNothing() {
        file(source, "f", "x");
        Progress failing =
                (files, bytes, current) -> {
                    throw new IllegalStateException("enough");
                };

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> store.upload(id, tree(source), failing));
        assertThat(store.info(id).versions()).isEmpty();
        assertThat(root.resolve("staging")).isEmptyDirectory();
        assertThat(root.resolve("trash")).isEmptyDirectory();
    }

    @Test
    void anInterruptedUploadIsCancelledAndLeavesNothing() {
        file(source, "f", "x");
        Progress interrupting = (files, bytes, current) -> Thread.currentThread().interrupt();

        assertThatExceptionOfType(io.bailiwick.CancelledException.class)
                .isThrownBy(() -> store.upload(id, tree(source), interrupting));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(root.resolve("staging")).isEmptyDirectory();
        assertThat(store.info(id).versions()).isEmpty();
    }

    @Test
    void aDamagedVersionIsFound() throws Exception {
        file(source, "f", "x");
        upload();
        Path stored = root.resolve("codebases/" + id + "/versions/1/tree/f");
        Files.setPosixFilePermissions(stored, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(stored, "y");

        assertThat(store.verify(id, 1))
                .contains("f has another content", "f has another mode", "f has another time");
    }

    @Test
    void progressCountsFilesAndBytesAndEnds() {
        file(source, "a", "x".repeat(200_000));
        file(source, "b", "y");
        List<String> seen = new ArrayList<>();

        store.upload(
                id,
                tree(source),
                (files, bytes, current) -> seen.add(files + " " + bytes + " " + current));

        assertThat(seen).contains("0 0 a", "0 131072 a", "1 200000 b").endsWith("2 200001 ");
    }
}
