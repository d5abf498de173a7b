package io.bailiwick.policy.yaml;

import io.bailiwick.policy.diagnostics.Problem;
import java.util.List;
import java.util.Map;

/**
 * What was read from a text.
 *
 * @param values the values under their keys: {@link Long}, {@link java.math.BigDecimal}, {@link
 *     String}, {@link List} or {@link Map}; a key that was left out, or null where that is allowed,
 *     is absent. Complete only when there are no problems
 * @param problems everything that is wrong, in the order of the text
 * @param places where each dotted path was written
 */
public record Document(
        Map<String, Object> values, List<Problem> problems, Map<String, Place> places) {

    public Document {
        problems = List.copyOf(problems);
        places = Map.copyOf(places);
    }
}
