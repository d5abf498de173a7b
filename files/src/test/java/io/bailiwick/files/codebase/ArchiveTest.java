package io.bailiwick.files.codebase;

import static io.bailiwick.files.codebase.Stores.names;
import static io.bailiwick.files.codebase.Stores.tar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bailiwick.UploadException;
import io.bailiwick.files.names.ByteName;
import io.bailiwick.files.tar.Archive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The ARC cases of the threat list, as far as they concern tar. */
class ArchiveTest {

    @TempDir private Path temporary;
    private CodebaseStore store;
    private String id;

    @BeforeEach
    void prepare() {
        store = CodebaseStore.open(temporary.resolve("store"));
        id = store.create("project").id();
    }

    private Upload upload(byte[] archive) {
        return store.upload(id, tar(archive), Progress.NONE);
    }

    static Stream<Arguments> refused() {
        String deep = "d/".repeat(300) + "f";
        return Stream.of(
                Arguments.of("ARC-01 ..", new Archive().file("../x", "y"), "no name within a tree"),
                Arguments.of(
                        "ARC-01 in the middle", new Archive().file("a/../../x", "y"), "no name"),
                Arguments.of("ARC-01 behind ./", new Archive().file("./../x", "y"), "no name"),
                Arguments.of("ARC-01 absolute", new Archive().file("/etc/x", "y"), "absolute"),
                Arguments.of(
                        "ARC-02 through a link",
                        new Archive().entry("l", '2', "/etc").file("l/x", "y"),
                        "leads through 'l', which is no directory"),
                Arguments.of(
                        "ARC-02 through a chain",
                        new Archive()
                                .entry("l", '2', "..")
                                .entry("m", '2', "l/..")
                                .file("m/x", "y"),
                        "leads through 'm'"),
                Arguments.of(
                        "ARC-02 onto a link",
                        new Archive().entry("l", '2', "/etc/passwd").file("l", "y"),
                        "twice"),
                Arguments.of(
                        "ARC-02 hard link outside",
                        new Archive().entry("h", '1', "/etc/passwd"),
                        "absolute"),
                Arguments.of(
                        "ARC-02 hard link above",
                        new Archive().entry("h", '1', "../x"),
                        "hard link to what is no file"),
                Arguments.of(
                        "ARC-02 hard link to a link",
                        new Archive().entry("l", '2', "/etc/passwd").entry("h", '1', "l"),
                        "hard link to what is no file"),
                Arguments.of(
                        "ARC-02 directory over a link",
                        new Archive().entry("l", '2', "/etc").entry("l/", '5', ""),
                        "twice"),
                Arguments.of(
                        "ARC-02 pax path",
                        new Archive().pax("path=../x").file("harmless", "y"),
                        "no name within"),
                Arguments.of(
                        "ARC-02 pax link path",
                        new Archive().pax("linkpath=/etc/passwd").entry("h", '1', "h2"),
                        "absolute"),
                Arguments.of(
                        "ARC-02 GNU long name",
                        new Archive().longName('L', "../x").file("harmless", "y"),
                        "no name within"),
                Arguments.of(
                        "ARC-02 two names",
                        new Archive().longName('L', "a").pax("path=b").file("c", "y"),
                        "named by two extensions"),
                Arguments.of(
                        "ARC-02 global path",
                        new Archive().header("g", 'g', "", 10).raw("10 path=x\n").file("c", "y"),
                        "for every entry"),
                Arguments.of(
                        "ARC-04 pax size",
                        new Archive().pax("size=1024").file("a", "y"),
                        "its extension says 1024"),
                Arguments.of(
                        "ARC-04 negative size",
                        new Archive().header("a", '0', "", "\u00ff".repeat(12), "0000644"),
                        "negative size"),
                Arguments.of(
                        "ARC-04 size beyond 64 bits",
                        new Archive()
                                .header("a", '0', "", "\u0080\u0001" + "\0".repeat(10), "0000644"),
                        "too large"),
                Arguments.of(
                        "ARC-04 size that is no number",
                        new Archive().header("a", '0', "", "12x", "0000644"),
                        "no octal number"),
                Arguments.of("ARC-04 sparse", new Archive().header("a", 'S', "", 0), "sparse"),
                Arguments.of(
                        "ARC-04 pax sparse",
                        new Archive().pax("GNU.sparse.major=1").file("a", "y"),
                        "sparse"),
                Arguments.of(
                        "ARC-04 huge extension",
                        new Archive().header("a", 'L', "", 1L << 32),
                        "extension of 4294967296 bytes"),
                Arguments.of(
                        "ARC-06 twice", new Archive().file("a", "x").file("./a", "y"), "twice"),
                Arguments.of(
                        "ARC-06 file and directory",
                        new Archive().file("a", "x").entry("a/", '5', ""),
                        "twice, once as a directory"),
                Arguments.of(
                        "ARC-06 file as a directory",
                        new Archive().file("a", "x").file("a/b", "y"),
                        "leads through 'a'"),
                Arguments.of(
                        "ARC-08 depth",
                        new Archive().pax("path=" + deep).file("a", "x"),
                        "lies deeper than 256"),
                Arguments.of(
                        "ARC-08 long path",
                        new Archive()
                                .pax("path=" + ("d".repeat(200) + "/").repeat(20))
                                .file("a", ""),
                        "more than 3072"),
                Arguments.of(
                        "ARC-08 long name",
                        new Archive().pax("path=" + "d".repeat(256)).file("a", "x"),
                        "more than 255"),
                Arguments.of("ARC-08 NUL", new Archive().pax("path=a\0b").file("a", "x"), "NUL"),
                Arguments.of("link without text", new Archive().entry("l", '2', ""), "of 0 bytes"),
                Arguments.of(
                        "directory with content",
                        new Archive().header("d", '5', "", 512).raw("x".repeat(512)),
                        "no content"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void aHostileArchiveIsRefusedAsAWhole(String name, Archive archive, String reason) {
        assertThatExceptionOfType(UploadException.class)
                .isThrownBy(() -> upload(archive.end()))
                .withMessageContaining(reason);
        assertThat(store.info(id).versions()).isEmpty();
        assertThat(temporary.resolve("store/staging")).isEmptyDirectory();
        assertThat(names(temporary)).noneMatch(left -> left.endsWith("/x"));
    }

    /** The control: whoever writes by path what the archive says is led outside. */
    @Test
    void aNaiveExtractorIsFooledByTheSameArchives() throws Exception {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Path target = Files.createDirectories(temporary.resolve("naive/target"));
        byte[] up = new Archive().file("../x", "y").end();
        byte[] link = new Archive().entry("l", '2', outside.toString()).file("l/z", "y").end();
        Naive.extract(up, target);
        Naive.extract(link, target);

        assertThat(temporary.resolve("naive/x")).exists();
        assertThat(outside.resolve("z")).exists();
        assertThatExceptionOfType(UploadException.class).isThrownBy(() -> upload(link));
        assertThat(outside.toFile().list()).containsExactly("z");
    }

    @Test
    void aCutArchiveIsRefusedWhereverItIsCut() {
        byte[] whole = new Archive().pax("mtime=1.5").file("a", "x".repeat(700)).end();
        assertThat(upload(whole).version().files()).isEqualTo(1);

        for (int length = 0; length < whole.length - 1024 + 512; length += 256) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(UploadException.class)
                    .as("cut at " + length)
                    .isThrownBy(() -> upload(cut))
                    .withMessageContaining("cut off");
        }
    }

    @Test
    void aSecondArchiveBehindTheFirstIsRefused() throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(new Archive().file("a", "x").end());
        both.write(new Archive().file("b", "x").end());

        assertThatExceptionOfType(UploadException.class)
                .isThrownBy(() -> upload(both.toByteArray()))
                .withMessageContaining("something follows");
    }

    @Test
    void zerosWithoutEndAreRefused() {
        byte[] zeros = Arrays.copyOf(new Archive().file("a", "x").end(), 3 << 20);

        assertThatExceptionOfType(UploadException.class)
                .isThrownBy(() -> upload(zeros))
                .withMessageContaining("does not end");
    }

    @Test
    void whatIsNoArchiveIsRefused() {
        assertThatExceptionOfType(UploadException.class)
                .isThrownBy(() -> upload(ByteName.bytes("no archive".repeat(100))))
                .withMessageContaining("checksum");
    }

    /** ARC-03: 400 MB of zeros in some 400 kB. */
    @Test
    void aCompressedBombIsRefusedSoon() throws IOException {
        long size = 400L << 20;
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
            out.write(new Archive().header("zeros", '0', "", size).unfinished());
            byte[] zeros = new byte[1 << 20];
            for (long i = 0; i < size; i += zeros.length) {
                out.write(zeros);
            }
            out.write(new byte[1024]);
        }
        long[] most = {0};

        assertThatExceptionOfType(UploadException.class)
                .isThrownBy(() ->
                        store.upload(
                                id,
                                tar(bomb.toByteArray()),
                                (files, bytes, name) -> most[0] = bytes))
                .withMessageContaining("more than 250 times its size");
        assertThat(most[0]).isLessThan(UploadLimits.RATIO_FREE_BYTES + (1 << 20));
        assertThat(temporary.resolve("store/staging")).isEmptyDirectory();
    }

    /** ARC-03: a few bytes for each copy. */
    @Test
    void copiesByHardLinkCountAgainstTheLimit() {
        Archive archive = new Archive().file("a", "x".repeat(1000));
        for (int i = 0; i < 20; i++) {
            archive.entry("h" + i, '1', "a");
        }
        UploadLimits limits = new UploadLimits(100, 10_000, 10_000, 10, 100);

        assertThatExceptionOfType(UploadException.class)
                .isThrownBy(() -> store.upload(id, tar(archive.end()), limits, Progress.NONE))
                .withMessageContaining("'h9' makes the upload larger than 10000 bytes");
    }

    /** ARC-08. */
    @Test
    void tooManyEntriesAreRefused() {
        Archive archive = new Archive();
        for (int i = 0; i < 20; i++) {
            archive.file("f" + i, "");
        }
        UploadLimits limits = new UploadLimits(10, 100, 100, 10, 100);

        assertThatExceptionOfType(UploadException.class)
                .isThrownBy(() -> store.upload(id, tar(archive.end()), limits, Progress.NONE))
                .withMessageContaining("'f10' is beyond the limit of 10 entries");
    }

    /** ARC-05. */
    @Test
    void devicesAreSkippedAndModesMadeHarmless() throws IOException {
        Archive archive =
                new Archive()
                        .entry("null", '3', "")
                        .entry("disk", '4', "")
                        .entry("fifo", '6', "")
                        .header("su", '0', "", "00000000000", "0006777")
                        .header("closed/", '5', "", "00000000000", "0000000");

        Upload upload = upload(archive.end());

        assertThat(names(store, upload.version())).containsExactly("closed/", "su");
        assertThat(upload.counts()).containsEntry(Notice.Kind.SPECIAL, 3L);
        try (OpenVersion open = store.open(id, 1)) {
            assertThat(Files.getAttribute(open.root().resolve("su"), "unix:mode"))
                    .isEqualTo(0100555);
            assertThat(Files.getOwner(open.root().resolve("su")))
                    .isEqualTo(Files.getOwner(Path.of("/proc/self")));
        }
        store.delete(id, false);
        assertThat(temporary.resolve("store/codebases")).isEmptyDirectory();
    }

    /** ARC-06: Linux tells them apart, and so does a version; none replaces the other. */
    @Test
    void namesThatDifferInCaseOrCompositionAreDifferent() {
        String composed = "\u00c3\u00a9";
        String decomposed = "e\u00cc\u0081";
        byte[] archive =
                new Archive()
                        .file("A", "1")
                        .file("a", "2")
                        .file(composed, "3")
                        .file(decomposed, "4")
                        .end();

        assertThat(upload(archive).version().files()).isEqualTo(4);
        assertThat(store.verify(id, 1)).isEmpty();
    }

    @Test
    void anHonestArchiveArrives() {
        byte[] archive =
                new Archive()
                        .entry("./", '5', "")
                        .entry("./d/", '5', "")
                        .file("./d/f", "x")
                        .entry("./d/again", '1', "./d/f")
                        .entry("up", '2', "../../etc/passwd")
                        .file("implicit/parent/f", "x")
                        .pax("path=long/" + "n".repeat(200), "mtime=1.25")
                        .file("n", "y")
                        .file("back\\slash", "z")
                        .end();

        assertThat(names(store, upload(archive).version()))
                .isEqualTo(
                        List.of(
                                "back\\slash",
                                "d/",
                                "d/again",
                                "d/f",
                                "implicit/",
                                "implicit/parent/",
                                "implicit/parent/f",
                                "long/",
                                "long/" + "n".repeat(200),
                                "up -> ../../etc/passwd"));
        assertThat(store.verify(id, 1)).isEmpty();
    }

    @Test
    void aNameOfAnyBytesArrivesFromEveryExtension() throws Exception {
        String odd = "\u00ff\n" + "\u00fe".repeat(120);
        byte[] archive =
                new Archive()
                        .file("\u00ff", "1")
                        .longName('L', odd)
                        .file("x", "2")
                        .pax("path=p" + odd)
                        .file("x", "3")
                        .end();
        upload(archive);

        try (OpenVersion open = store.open(id, 1)) {
            assertThat(open.root().resolve(ByteName.toPath("\u00ff"))).hasContent("1");
            assertThat(open.root().resolve(ByteName.toPath(odd))).hasContent("2");
            assertThat(open.root().resolve(ByteName.toPath("p" + odd))).hasContent("3");
        }
    }
}
