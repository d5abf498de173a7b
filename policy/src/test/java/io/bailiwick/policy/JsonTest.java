package io.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class JsonTest {

    private static Map<String, Object> sample() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("b", List.of(1, 2L, new BigDecimal("0.10"), 1e7, true));
        map.put("a", Optional.empty());
        map.put("é", Map.of());
        map.put("c", List.of());
        return map;
    }

    @Test
    void aValueIsWrittenOnOneLine() {
        assertThat(Json.compact(sample()))
                .isEqualTo("{\"b\":[1,2,0.10,10000000.0,true],\"a\":null,\"é\":{},\"c\":[]}");
    }

    @Test
    void theCanonicalFormSortsKeys() {
        assertThat(Json.canonical(sample()))
                .isEqualTo("{\"a\":null,\"b\":[1,2,0.10,10000000.0,true],\"c\":[],\"é\":{}}");
    }

    @Test
    void thePrettyFormIsIndentedByTwo() {
        assertThat(Json.pretty(Map.of("a", List.of(1, Map.of("b", "c")))))
                .isEqualTo(
                        """
                        {
                          "a": [
                            1,
                            {
                              "b": "c"
                            }
                          ]
                        }\
                        """);
    }

    @Test
    void everyCharacterSurvivesAnotherReader() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 0x3000; i++) {
            text.append((char) i);
        }
        text.append("😀");
        String json = Json.compact(Map.of("k", text.toString()));
        assertThat(JsonMapper.shared().readTree(json).get("k").stringValue())
                .isEqualTo(text.toString());
        assertThat(json.chars()).noneMatch(Character::isISOControl);
        assertThat(json.lines()).hasSize(1);
    }

    @Test
    void aSurrogateWithoutItsPartnerIsEscaped() {
        assertThat(Json.string("\ud83d")).isEqualTo("\"\\ud83d\"");
        assertThat(Json.string("\ude00x")).isEqualTo("\"\\ude00x\"");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aNumberThatIsNotFiniteIsRefused(double number) {
        assertThatThrownBy(() -> Json.compact(number)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsNoPlainValueIsRefused() {
        assertThatThrownBy(() -> Json.compact(new Object()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.compact(Map.of(1, "a")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nestingIsBounded() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        assertThatThrownBy(() -> Json.compact(list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nested deeper than 64");
    }
}
