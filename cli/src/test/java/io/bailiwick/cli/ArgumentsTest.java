package io.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ArgumentsTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theLastArgumentsAreOurs() throws Exception {
        assertThat(Arguments.last(bytes("java\0Main\0run\0é—\0\0"), 3))
                .containsExactly("run", "é—", "");
    }

    @Test
    void bytesThatAreNotUtf8AreRefusedRatherThanChanged() {
        byte[] line = {'x', (byte) 0xff, 0};
        assertThatThrownBy(() -> Arguments.last(line, 1))
                .isInstanceOf(CharacterCodingException.class);
    }

    @Test
    void fewerThanThereShouldBeIsAnError() {
        assertThatThrownBy(() -> Arguments.last(bytes("a\0"), 2)).isInstanceOf(IOException.class);
    }
}
