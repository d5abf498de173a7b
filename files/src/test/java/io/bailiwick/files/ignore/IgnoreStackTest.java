package io.bailiwick.files.ignore;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.files.names.ByteName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoreStackTest {

    private static final byte[] NONE = {};

    private static IgnoreStack git(String rules) {
        return IgnoreStack.empty().enter("", ByteName.bytes(rules), NONE, false);
    }

    private static boolean ignores(IgnoreStack stack, String path) {
        return stack.decide(path, path.endsWith("/")).map(IgnoreVerdict::ignored).orElse(false);
    }

    /** A path that ends with a slash is a directory, and is decided without it. */
    @ParameterizedTest
    @CsvSource({
        "*.o,           a/b.o,     true",
        "*.o,           a/b.c,     false",
        "/build,        build,     true",
        "/build,        a/build,   false",
        "build,         a/build,   true",
        "a/b,           a/b,       true",
        "a/b,           c/a/b,     false",
        "**/b,          b,         true",
        "**/b,          x/y/b,     true",
        "**/b,          x/ab,      false",
        "a/**/b,        a/xb,      false",
        "a/**,          a/x/y,     true",
        "a/**,          a,         false",
        "a/**/b,        a/b,       true",
        "a/**/b,        a/x/y/b,   true",
        "a/*/b,         a/b,       false",
        "a/*/b,         a/x/y/b,   false",
        "'\\#a',        #a,        true",
        "'\\!a',        !a,        true",
        "'a\\ ',        'a ',      true",
        "'a   ',        a,         true",
        "'[[:digit:]]', 7,         true",
        "'[!a]',        a,         false",
        "'[a',          '[a',      false",
    })
    void aRuleMatchesAsGitDocumentsIt(String rule, String path, boolean ignored) {
        assertThat(ignores(git(rule + "\n"), path)).isEqualTo(ignored);
    }

    @Test
    void aRuleForDirectoriesLeavesFilesAlone() {
        IgnoreStack stack = git("build/\n");

        assertThat(stack.decide("build", true)).isPresent();
        assertThat(stack.decide("build", false)).isEmpty();
    }

    @Test
    void theLastRuleOfTheDeepestFileDecides() {
        IgnoreStack root = git("*.log\n!keep.log\n");
        IgnoreStack below = root.enter("a", ByteName.bytes("keep.log\n"), NONE, false);

        assertThat(root.decide("keep.log", false))
                .contains(new IgnoreVerdict(false, ".gitignore", 2, "!keep.log"));
        assertThat(below.decide("a/keep.log", false))
                .contains(new IgnoreVerdict(true, "a/.gitignore", 1, "keep.log"));
    }

    @Test
    void sandboxignoreWinsOverGitignoreHoweverDeep() {
        IgnoreStack root =
                IgnoreStack.empty()
                        .enter("", NONE, ByteName.bytes("!dist/\nsecret\n"), false)
                        .enter("a", ByteName.bytes("dist/\n!secret\n"), NONE, false);

        assertThat(ignores(root, "a/secret")).isTrue();
        assertThat(root.decide("a/dist", true))
                .contains(new IgnoreVerdict(false, ".sandboxignore", 1, "!dist/"));
    }

    @Test
    void gitignoreNeverTakesTheRepositoryAway() {
        IgnoreStack root = git("*\n.git\n");
        IgnoreStack inside = root.enter(".git", ByteName.bytes("*\n"), NONE, false);

        assertThat(root.decide(".git", true)).isEmpty();
        assertThat(root.decide("a/.git", true)).isEmpty();
        assertThat(inside.decide(".git/config", false)).isEmpty();
        assertThat(inside.enter(".git/refs", NONE, NONE, false).decide(".git/refs/x", false))
                .isEmpty();
        assertThat(ignores(root, "a")).isTrue();
    }

    @Test
    void sandboxignoreMay() {
        IgnoreStack root = IgnoreStack.empty().enter("", NONE, ByteName.bytes(".git/\n"), true);

        assertThat(root.decide(".git", true)).isPresent();
    }

    @Test
    void aRepositoryWithinBeginsAnew() {
        IgnoreStack root = git("*.o\n");

        assertThat(ignores(root.enter("sub", NONE, NONE, false), "sub/a.o")).isTrue();
        assertThat(ignores(root.enter("sub", NONE, NONE, true), "sub/a.o")).isFalse();
    }

    /** A matcher that tries positions one after the other would not come to an end. */
    @Test
    void aPatternOfManyStarsIsDecided() {
        IgnoreStack stack = git("*a".repeat(60) + "b\n" + "**/a*".repeat(60) + "/b\n");

        assertThat(ignores(stack, "a".repeat(250))).isFalse();
        assertThat(ignores(stack, "a/".repeat(250) + "c")).isFalse();
    }
}
