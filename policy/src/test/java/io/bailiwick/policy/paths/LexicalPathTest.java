package io.bailiwick.policy.paths;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LexicalPathTest {

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "//, /",
        "/a/, /a",
        "/a//b, /a/b",
        "/a/./b, /a/b",
        "/a/../b, /b",
        "/.., /",
        "/../../a, /a",
        "/a/.., /",
        "/a/..b, /a/..b",
        "/a/b/../../c/, /c",
        "/..., /...",
        "/., /"
    })
    void aPathHasOneForm(String path, String normal) {
        assertThat(LexicalPath.normalise(path)).isEqualTo(normal);
    }

    @Test
    void normalisingAgreesWithThePlatformsPaths() {
        Random random = new Random(3);
        String[] parts = {"a", "..", ".", "/", "/", "b.", "..c"};
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder("/");
            for (int n = random.nextInt(12); n > 0; n--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            assertThat(LexicalPath.normalise(text.toString()))
                    .as(text.toString())
                    .isEqualTo(Path.of(text.toString()).normalize().toString());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "~, /h",
        "~/a, /h/a",
        "a, /w/a",
        "./a, /w/a",
        ".., /",
        "., /w",
        "/x, /x",
        "~a, /w/~a",
        "'', /w"
    })
    void aPathIsResolvedFromHomeOrTheWorkingDirectory(String path, String resolved) {
        assertThat(LexicalPath.resolve(path, "/w", "/h")).isEqualTo(resolved);
    }

    @ParameterizedTest
    @CsvSource({
        "/a, /a, true",
        "/a/b, /a, true",
        "/ab, /a, false",
        "/a, /a/b, false",
        "/a, /, true",
        "/, /, true"
    })
    void aPathLiesWithinADirectory(String path, String directory, boolean within) {
        assertThat(LexicalPath.isWithin(path, directory)).isEqualTo(within);
    }

    @Test
    void aNulAndARelativePathAreRefused() {
        assertThatThrownBy(() -> LexicalPath.normalise("/a\0"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LexicalPath.normalise("a"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
