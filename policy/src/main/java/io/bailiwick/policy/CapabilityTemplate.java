package io.bailiwick.policy;

import io.bailiwick.policy.schema.Field;
import io.bailiwick.policy.schema.Type;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** A commented capability file that holds every default, to start from. */
public final class CapabilityTemplate {
    private static final int WIDTH = 88;

    private static final String HEAD =
            """
            # What the agent may do. Everything that is not written here is denied.
            # Each value below is the default; a key that is left out has it too.
            """;

    private static final String EGRESS_EXAMPLE =
            """
            #
            # network_egress_rules:
            #   - domain: "api.example.com"
            #     ports: [443]
            #     rate_limit_per_min: 60
            """;

    private CapabilityTemplate() {}

    /** The file's text; reading it gives {@link CapabilityDeclaration#defaults}. */
    public static String commented() {
        StringBuilder out = new StringBuilder(HEAD);
        for (Field field : CapabilityFields.CAPABILITY.fields()) {
            out.append('\n');
            append(out, field, "");
        }
        return out.toString();
    }

    private static void append(StringBuilder out, Field field, String indent) {
        comment(out, field.doc(), indent);
        if (field.type() instanceof Type.Choice(List<String> words)) {
            comment(out, "One of: " + String.join(", ", words) + ".", indent);
        }
        if (field.equals(CapabilityFields.EGRESS_RULES)) {
            out.append(EGRESS_EXAMPLE);
        }
        if (field.type() instanceof Type.Mapping mapping) {
            out.append(indent).append(field.key()).append(":\n");
            for (Field below : mapping.fields()) {
                append(out, below, indent + "  ");
            }
            return;
        }
        Field.Presence presence = field.presence();
        switch (presence) {
            case Field.Presence.Default(Object value) ->
                    out.append(indent).append(field.key()).append(": ").append(shown(value));
            case Field.Presence.Nullable(Object example) ->
                    out.append(indent)
                            .append("# ")
                            .append(field.key())
                            .append(": ")
                            .append(shown(example));
            case Field.Presence.Required _ ->
                    throw new IllegalStateException("a template cannot fill in " + field.key());
        }
        out.append('\n');
    }

    private static String shown(Object value) {
        return switch (value) {
            case BigDecimal decimal -> decimal.toPlainString();
            case List<?> list -> list.toString();
            case Map<?, ?> _ -> "{}";
            default -> value.toString();
        };
    }

    private static void comment(StringBuilder out, String text, String indent) {
        StringBuilder line = new StringBuilder(indent).append('#');
        for (String word : text.split(" ")) {
            if (line.length() + word.length() + 1 > WIDTH) {
                out.append(line).append('\n');
                line = new StringBuilder(indent).append('#');
            }
            line.append(' ').append(word);
        }
        out.append(line).append('\n');
    }
}
