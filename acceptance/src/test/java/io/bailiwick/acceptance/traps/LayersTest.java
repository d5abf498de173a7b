package io.bailiwick.acceptance.traps;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.Sandbox;
import io.bailiwick.acceptance.sandbox.LocalSandboxes;
import io.bailiwick.policy.FilesystemConfig;
import io.bailiwick.policy.FilesystemMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Layers in which an agent has left what is hard to remove. */
class LayersTest extends LocalSandboxes {

    /** Has an agent write beneath a layered directory, destroys its sandbox, and looks. */
    private void leave(String program) throws IOException {
        Path kept = Files.writeString(beside("kept").resolve("file"), "kept");
        Path data = beside("data");
        FilesystemConfig.Builder files =
                FilesystemConfig.builder()
                        .mode(FilesystemMode.READ_WRITE)
                        .readPaths(data.toString());
        Sandbox sandbox = create(files(files));
        python(sandbox, "import os\nos.chdir('" + data + "')\n" + program);
        assertThat(layer(sandbox)).as("a layer on disk").isTrue();
        sandbox.destroy();

        assertThat(layer(sandbox)).as("left of the layer").isFalse();
        assertThat(kept).hasContent("kept");
        assertThat(data).isEmptyDirectory();
    }

    private boolean layer(Sandbox sandbox) throws IOException {
        try (Stream<Path> supervisors = Files.list(directories().state().resolve("sandboxes"))) {
            return supervisors.anyMatch(layers -> Files.exists(layers.resolve(sandbox.id())));
        }
    }

    @Test
    void aLayerWithLinksGoes() throws IOException {
        leave(
                """
                os.symlink('/', 'root')
                os.symlink('../kept', 'beside')
                os.symlink('loop', 'loop')
                open('\\udcff\\udcfe name', 'w').close()
                """);
    }

    @Test
    void aLayerWithDirectoriesWithoutPermissionsGoes() throws IOException {
        leave(
                """
                for mode in 0, 0o100, 0o400, 0o500:
                    os.makedirs('m%o/below' % mode)
                    open('m%o/file' % mode, 'w').close()
                    os.chmod('m%o/below' % mode, mode)
                    os.chmod('m%o' % mode, mode)
                """);
    }

    @Test
    void aDeepLayerGoes() throws IOException {
        leave(
                """
                for i in range(400):
                    os.mkdir('d' * 200)
                    os.chdir('d' * 200)
                open('file', 'w').close()
                """);
    }

    @Test
    void aDeepLayerOfDirectoriesWithoutPermissionsGoes() throws IOException {
        leave(
                """
                fds = []
                for i in range(40):
                    os.mkdir('moved-up-0')
                    fds.append(os.open('.', os.O_RDONLY))
                    os.chdir('moved-up-0')
                for fd in reversed(fds):
                    os.chmod('moved-up-0', 0, dir_fd=fd)
                """);
    }

    @Test
    void aLayerOfManyFilesGoes() throws IOException {
        leave(
                """
                for i in range(3000):
                    open(str(i), 'w').close()
                """);
    }
}
