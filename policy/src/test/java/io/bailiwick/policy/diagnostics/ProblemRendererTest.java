package io.bailiwick.policy.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemRendererTest {

    @Test
    void aProblemWithAPlaceShowsItsLineAndACaret() {
        Problem problem = Problem.error("a", "wrong", Optional.of("right")).at(3, 5, "    x: 1");
        assertThat(ProblemRenderer.render(List.of(problem), "f.yaml"))
                .isEqualTo(
                        """
                        f.yaml:3:5: error: wrong
                                x: 1
                                ^
                          help: right
                        """);
    }

    @Test
    void aProblemWithoutAPlaceShowsItsPath() {
        Problem problem = Problem.warning("a.b.0", "odd", Optional.empty());
        assertThat(ProblemRenderer.render(List.of(problem), "f.yaml"))
                .isEqualTo("f.yaml: warning: a.b.0: odd\n");
    }

    @Test
    void aLongLineIsCutAroundThePlace() {
        String line = "a".repeat(1000) + "!" + "b".repeat(1000);
        String shown =
                ProblemRenderer.render(
                        List.of(Problem.error("", "m", Optional.empty()).at(1, 1001, line)), "f");
        List<String> lines = shown.lines().toList();
        assertThat(lines.get(1)).hasSizeLessThan(140);
        assertThat(lines.get(1).charAt(lines.get(2).indexOf('^'))).isEqualTo('!');
    }

    @Test
    void theCaretStandsUnderACharacterThatFollowsOthersOfTwoUnits() {
        String shown =
                ProblemRenderer.render(
                        List.of(Problem.error("", "m", Optional.empty()).at(1, 3, "\tä!")), "f");
        assertThat(shown).contains("     ä!\n      ^\n");
    }

    @Test
    void controlCharactersAreEscaped() {
        Problem problem =
                Problem.error("\u001b[1m", "a\u0007b", Optional.of("\u202e"))
                        .at(1, 1, "\u001b]0;x");
        String shown = ProblemRenderer.render(List.of(problem), "\u001b.yaml");
        assertThat(shown.chars())
                .noneMatch(c -> (c < 0x20 && c != '\n') || c == 0x7f || c == 0x202e);
    }

    @Test
    void aPlaceCannotBeNegative() {
        assertThatThrownBy(() -> Problem.error("", "m", Optional.empty()).at(-1, 0, ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "kitten, sitting, 3",
        "abc, acb, 1",
        "abc, abc, 0",
        "'', abc, 3",
        "abcd, badc, 2",
        "permisions, permissions, 1"
    })
    void theDistanceCountsEditsAndSwaps(String a, String b, int distance) {
        assertThat(Suggestions.distance(a, b)).isEqualTo(distance);
        assertThat(Suggestions.distance(b, a)).isEqualTo(distance);
    }

    @Test
    void theClosestWordIsSuggestedWhenItIsCloseEnough() {
        List<String> words = List.of("mode", "root", "ports");
        assertThat(Suggestions.closest("Mdoe", words)).contains("mode");
        assertThat(Suggestions.closest("prots", words)).contains("ports");
        assertThat(Suggestions.closest("xyz", words)).isEmpty();
        assertThat(Suggestions.closest("m".repeat(1000), words)).isEmpty();
    }
}
