package io.bailiwick.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    private static Options parse(String... arguments) {
        return Options.parse(List.of(arguments));
    }

    @Test
    void everySuiteRunsWhenNoneIsNamed() {
        assertThat(parse().suites()).containsExactlyInAnyOrder(Suite.values());
    }

    @Test
    void namedSuitesRunAlone() {
        assertThat(parse("exec", "--smoke", "memory").suites())
                .containsExactlyInAnyOrder(Suite.EXEC, Suite.MEMORY);
    }

    @Test
    void numbersAreRead() {
        Options options = parse("--sandboxes", "1000", "--cycles", "10000", "--markdown");

        assertThat(options.sandboxes()).isEqualTo(1000);
        assertThat(options.cycles()).isEqualTo(10_000);
        assertThat(options.markdown()).isTrue();
    }

    @Test
    void aSmokeTestDoesEverythingOnce() {
        assertThat(parse("--smoke").rounds(3000)).isEqualTo(1);
        assertThat(parse().rounds(3000)).isEqualTo(3000);
    }

    @ParameterizedTest
    @CsvSource({
        "--sandboxes, '--sandboxes needs a whole number'",
        "--sandboxes 1, '--sandboxes must be 2 to 10000: 1'",
        "--sandboxes 10001, '--sandboxes must be 2 to 10000: 10001'",
        "--sandboxes 99999999999, '--sandboxes needs a whole number'",
        "--cycles 0, '--cycles must be 1 to 1000000: 0'",
        "--cycles -3, '--cycles needs a whole number'",
        "--smoke --markdown, 'a single iteration gives no row'",
        "startup, 'unknown suite or option ''startup'''"
    })
    void aWrongCommandLineIsRefused(String line, String message) {
        assertThatThrownBy(() -> parse(line.split(" ", -1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
