package io.bailiwick.policy.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Derives a JSON Schema (draft 2020-12) from a table of fields, as plain maps and lists.
 *
 * <p>The schema judges a document after YAML gave its values types, so it accepts a few spellings
 * that the reader refuses; {@code docs/schema-differences.md} lists them.
 */
public final class JsonSchema {
    /** A decimal number in quotes, which the reader takes as the number. */
    private static final String QUOTED_NUMBER =
            "[-+]?(?:\\.[0-9]+|(?:0|[1-9][0-9]*)(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?";

    private static final String QUOTED_WHOLE =
            "[-+]?(?:0|[1-9][0-9]*)(?:\\.0*)?(?:[eE]\\+?[0-9]{1,3})?";

    private static final int LONGEST_NUMBER = 40;

    private JsonSchema() {}

    /** The schema of a document. */
    public static Map<String, Object> of(Type.Mapping root, String title, String id) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$id", id);
        schema.put("title", title);
        Map<String, Object> shape = mapping(root);
        shape.put("type", List.of("object", "null"));
        schema.putAll(shape);
        return schema;
    }

    private static Map<String, Object> type(Type type) {
        Map<String, Object> schema = new LinkedHashMap<>();
        switch (type) {
            case Type.WholeNumber(long min, long max, var _) -> {
                Map<String, Object> number = bounded("integer", min, max);
                schema.put("anyOf", List.of(number, quoted(QUOTED_WHOLE)));
            }
            case Type.DecimalNumber(var min, var max) -> {
                Map<String, Object> number = bounded("number", min, max);
                schema.put("anyOf", List.of(number, quoted(QUOTED_NUMBER)));
            }
            case Type.Choice(List<String> words) -> schema.put("enum", words);
            case Type.Text(String pattern, int maxLength, var _) -> {
                schema.put("type", "string");
                schema.put("maxLength", maxLength);
                schema.put("pattern", whole(pattern));
            }
            case Type.ListOf(Type item, int maxItems) -> {
                schema.put("type", "array");
                schema.put("maxItems", maxItems);
                schema.put("items", type(item));
            }
            case Type.Mapping mapping -> schema.putAll(mapping(mapping));
        }
        return schema;
    }

    private static Map<String, Object> mapping(Type.Mapping mapping) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Field field : mapping.fields()) {
            properties.put(field.key(), field(field));
            if (field.isRequired()) {
                required.add(field.key());
            }
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("additionalProperties", false);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        if (!mapping.constraints().isEmpty()) {
            List<Object> rules = new ArrayList<>();
            for (Type.Constraint constraint : mapping.constraints()) {
                rules.add(constraint(mapping, constraint));
            }
            schema.put("allOf", rules);
        }
        return schema;
    }

    private static Map<String, Object> field(Field field) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", field.doc());
        field.byDefault().ifPresent(value -> schema.put("default", value));
        Map<String, Object> type = type(field.type());
        if (field.isNullable()) {
            schema.put("anyOf", List.of(type, Map.of("type", "null")));
        } else {
            schema.putAll(type);
        }
        return schema;
    }

    /** The rule also holds when the key is left out and its default is one of the words. */
    private static Map<String, Object> constraint(
            Type.Mapping mapping, Type.Constraint constraint) {
        Map<String, Object> condition = new LinkedHashMap<>();
        condition.put("properties", Map.of(constraint.when(), Map.of("enum", constraint.words())));
        boolean byDefault =
                mapping.field(constraint.when())
                        .flatMap(Field::byDefault)
                        .filter(value -> constraint.words().contains(value.toString()))
                        .isPresent();
        if (!byDefault) {
            condition.put("required", List.of(constraint.when()));
        }
        Map<String, Object> rule = new LinkedHashMap<>();
        rule.put("if", condition);
        rule.put("then", Map.of("properties", Map.of(constraint.key(), Map.of("maxItems", 0))));
        return rule;
    }

    private static Map<String, Object> bounded(String type, Number min, Number max) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type);
        schema.put("minimum", min);
        schema.put("maximum", max);
        return schema;
    }

    private static Map<String, Object> quoted(String pattern) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "string");
        schema.put("maxLength", LONGEST_NUMBER);
        schema.put("pattern", whole(pattern));
        return schema;
    }

    /** Dollar alone would also match before a line feed at the end in some dialects. */
    private static String whole(String pattern) {
        return "^(?:" + pattern + ")(?![\\s\\S])";
    }
}
