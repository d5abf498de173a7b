package io.bailiwick.files.codebase;

import static io.bailiwick.files.codebase.Stores.file;
import static io.bailiwick.files.codebase.Stores.names;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IgnoringUploadTest {

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

    private Upload upload(boolean ignoring) {
        return store.upload(id, new UploadSource.Directory(source, ignoring), Progress.NONE);
    }

    @Test
    void whatIsIgnoredIsReportedWithItsRule() {
        file(source, ".gitignore", "# built\nout/\n*.log\n!keep.log\n");
        file(source, "out/a/b", "x");
        file(source, "x.log", "x");
        file(source, "keep.log", "x");
        file(source, "sub/.gitignore", "keep.log\n");
        file(source, "sub/keep.log", "x");

        Upload upload = upload(true);

        assertThat(names(store, upload.version()))
                .containsExactly(".gitignore", "keep.log", "sub/", "sub/.gitignore");
        assertThat(upload.counts()).isEqualTo(Map.of(Notice.Kind.IGNORED, 3L));
        assertThat(upload.notices())
                .extracting(notice -> notice.path() + " by " + notice.detail())
                .containsExactly(
                        "out by .gitignore:2: out/",
                        "sub/keep.log by sub/.gitignore:1: keep.log",
                        "x.log by .gitignore:3: *.log");
    }

    @Test
    void nothingIsIgnoredWhenThatIsAskedFor() {
        file(source, ".gitignore", "*\n");
        file(source, "a", "x");

        assertThat(names(store, upload(false).version())).containsExactly(".gitignore", "a");
    }

    @Test
    void gitWorksInAVersion() throws Exception {
        file(source, ".gitignore", "*.o\n");
        file(source, "a.c", "x");
        file(source, "a.o", "x");
        Stores.run(source, new byte[0], "git", "init", "-q");
        Stores.run(source, new byte[0], "git", "add", ".");
        Stores.run(
                source,
                new byte[0],
                "git",
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@b.c",
                "commit",
                "-qm",
                "first");
        Upload upload = upload(true);
        Path target = temporary.resolve("target");
        store.download(
                id, upload.version().number(), new DownloadTarget.Directory(target), Progress.NONE);

        assertThat(target.resolve("a.o")).doesNotExist();
        assertThat(Stores.run(target, new byte[0], "git", "status", "--porcelain")).isEmpty();
        assertThat(Stores.run(target, new byte[0], "git", "fsck")).isEmpty();
    }

    @Test
    void anIgnoreFileThatIsALinkIsNotObeyed() throws Exception {
        Path rules = file(temporary, "rules", "a\n");
        Files.createSymbolicLink(source.resolve(".gitignore"), rules);
        file(source, "a", "x");

        assertThat(names(store, upload(true).version()))
                .containsExactly(".gitignore -> " + rules, "a");
    }
}
