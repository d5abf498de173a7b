package io.bailiwick.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code examples/embed}: a Maven project that knows nothing of this one but an artifact. */
class EmbeddingTest {

    private static final Path CHECKOUT = ExamplesTable.directory().resolveSibling(".").normalize();

    /**
     * The artifacts that were just built lie in a repository of their own, in front of the one that
     * this build uses, so that the project finds them as if they were installed and nothing is.
     */
    @Test
    void anotherMavenProjectEmbedsTheArtifact(@TempDir Path directory) throws Exception {
        Path repository = directory.resolve("repository");
        install(repository, CHECKOUT.resolve("pom.xml"), "bailiwick-parent", Path.of("none"));
        for (String module : List.of("policy", "core", "linux", "runtime", "library")) {
            String artifact = module.equals("library") ? "bailiwick" : "bailiwick-" + module;
            Path built = CHECKOUT.resolve(module);
            install(repository, built.resolve("pom.xml"), artifact, built.resolve("target"));
        }
        Path project = directory.resolve("embed");
        copy(ExamplesTable.directory().resolve("embed"), project);

        Process maven =
                new ProcessBuilder(
                                CHECKOUT.resolve("mvnw").toString(),
                                "-B",
                                "-o",
                                "-q",
                                "-ntp",
                                "-f",
                                project.toString(),
                                "-Dmaven.repo.local=" + repository,
                                "-Dmaven.repo.local.tail=" + System.getProperty("localRepository"),
                                "-Dmaven.repo.local.tail.ignoreAvailability=true",
                                "compile",
                                "exec:java")
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(maven.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(maven.waitFor()).as(output).isZero();
        assertThat(output).isEqualTo("0\nhello from sandbox\n");
    }

    private static void install(Path repository, Path pom, String artifact, Path target)
            throws IOException {
        String version = "0.1.0-SNAPSHOT";
        Path place = repository.resolve("io/bailiwick").resolve(artifact).resolve(version);
        Files.createDirectories(place);
        Files.copy(pom, place.resolve(artifact + "-" + version + ".pom"));
        Path jar = target.resolve(artifact + "-" + version + ".jar");
        if (Files.exists(target)) {
            Files.copy(jar, place.resolve(jar.getFileName()));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path source : tree.toList()) {
                if (!from.relativize(source).startsWith("target")) {
                    Files.copy(source, to.resolve(from.relativize(source)));
                }
            }
        }
    }
}
