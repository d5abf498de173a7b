package io.bailiwick.policy.paths;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "*.md, /readme.md, true",
        "*.md, /docs/guide.md, true",
        "/*.md, /docs/guide.md, false",
        "**/*.py, /src/lib/u.py, true",
        "/src/**/*.py, /src/m.py, true",
        "/src/**/*.py, /src/a/b/m.py, true",
        "/docs/**, /docs, true",
        "/docs/**, /docsX/y, false",
        "**/x/y.txt, /x/y.txt, true",
        "**/x/y.txt, /a/x/y.txt, true",
        "/a/**/b/**, /a/q/r/b/z, true",
        "**/secrets/**, /secrets, true",
        "**/secrets/**, /a/b/secrets/x/y, true",
        "**/.env*, /a/.env.local, true",
        "**/*.key, /a.key.bak, false",
        "/a?c, /abc, true",
        "/a?c, /a/c, false",
        "/a[b]c, /a[b]c, true",
        "/a[b]c, /abc, false",
        "**, /, true",
        "/**/**/**, /a, true"
    })
    void aPatternMatches(String pattern, String path, boolean matches) {
        assertThat(Glob.of(pattern).matches(path)).isEqualTo(matches);
    }

    /** Against the same language as a regular expression, over a small alphabet. */
    @Test
    void matchingAgreesWithARegularExpression() {
        Random random = new Random(42);
        String[] patternParts = {"a", "b", "*", "?", "**", "/", "/"};
        String[] pathParts = {"a", "b", "/", "a"};
        for (int i = 0; i < 50_000; i++) {
            String pattern = LexicalPath.normalise("/" + text(random, patternParts, 10));
            String path = LexicalPath.normalise("/" + text(random, pathParts, 12));
            assertThat(Glob.of(pattern).matches(path))
                    .as("%s on %s", pattern, path)
                    .isEqualTo(Pattern.matches(regex(pattern), path.equals("/") ? "" : path));
        }
    }

    @Test
    void noPatternIsSlow() {
        String pattern = "/" + "**/*a*".repeat(300) + "/b";
        String path = "/" + "aaaa/".repeat(800) + "c";
        assertThat(Glob.of(pattern).matches(path)).isFalse();
        assertThat(Glob.matchesName("*a".repeat(2000), "a".repeat(1999) + "b")).isFalse();
    }

    private static String text(Random random, String[] parts, int most) {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(most); i > 0; i--) {
            out.append(parts[random.nextInt(parts.length)]);
        }
        return out.toString();
    }

    private static String regex(String pattern) {
        StringBuilder out = new StringBuilder();
        for (String segment : pattern.substring(1).split("/")) {
            if (segment.equals("**")) {
                out.append("(/[^/]+)*");
            } else if (!segment.isEmpty()) {
                out.append('/').append(segment.replace("*", "[^/]*").replace("?", "[^/]"));
            }
        }
        return out.toString();
    }
}
