package io.bailiwick.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

    @Test
    void keysAreSortedAndNothingIsSpacedOut() {
        assertThat(CanonicalJson.write(Map.of("b", List.of(1, -2L, true), "a", Map.of(), "c", "")))
                .isEqualTo("{\"a\":{},\"b\":[1,-2,true],\"c\":\"\"}");
    }

    @Test
    void fractionsAreRefusedBecauseTheyHaveManySpellings() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> CanonicalJson.write(1.5));
    }

    @Test
    void whatIsWrittenIsReadBack() throws JsonReader.MalformedException {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            Object value = value(random, 0);

            assertThat(JsonReader.read(CanonicalJson.write(value))).isEqualTo(value);
        }
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 4 ? 3 : 5)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextBoolean();
            case 2 -> text(random);
            case 3 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(random, depth + 1));
                }
                yield list;
            }
            default -> {
                Map<String, Object> map = new HashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(text(random), value(random, depth + 1));
                }
                yield map;
            }
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append((char) random.nextInt(random.nextBoolean() ? 128 : 65_536));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1",
                "[1,]",
                "{\"a\"}",
                "{\"a\":1,}",
                "{\"a\":1,\"a\":1}",
                "\"",
                "\"\\x\"",
                "\"\\u12\"",
                "tru",
                "nul",
                "-",
                "1.5",
                "99999999999999999999",
                "1 ",
            })
    void whatIsNotJsonOfOursIsRefused(String text) {
        assertThatExceptionOfType(JsonReader.MalformedException.class)
                .isThrownBy(() -> JsonReader.read(text));
    }

    @Test
    void depthIsBounded() {
        assertThatExceptionOfType(JsonReader.MalformedException.class)
                .isThrownBy(() -> JsonReader.read("[".repeat(100_000)))
                .withMessageContaining("nested too deeply");
    }
}
