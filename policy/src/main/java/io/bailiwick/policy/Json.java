package io.bailiwick.policy;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON (RFC 8259) from plain values: maps with text keys, collections, texts, booleans,
 * numbers, enums (by {@code toString}), and {@link Optional}, where empty is {@code null}. Anything
 * else, a number that is not finite, and nesting deeper than 64 are refused with {@link
 * IllegalArgumentException}. Control and line-separating characters are always escaped, so that
 * output can be printed and split by lines.
 */
public final class Json {
    private static final int DEEPEST = 64;

    private final StringBuilder out = new StringBuilder(256);
    private final boolean pretty;
    private final boolean sorted;

    private Json(boolean pretty, boolean sorted) {
        this.pretty = pretty;
        this.sorted = sorted;
    }

    /** One line, keys in the maps' order. */
    public static String compact(Object value) {
        return new Json(false, false).text(value);
    }

    /** Indented by two blanks, keys in the maps' order. */
    public static String pretty(Object value) {
        return new Json(true, false).text(value);
    }

    /**
     * One line without blanks, keys sorted by their UTF-16 units at every level as in RFC 8785.
     * Numbers are written as they are, so that equal numbers must come in one form.
     */
    public static String canonical(Object value) {
        return new Json(false, true).text(value);
    }

    private String text(Object value) {
        write(value, 0);
        return out.toString();
    }

    private void write(@Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("nested deeper than " + DEEPEST);
        }
        switch (value) {
            case Optional<?> optional -> writeOptional(optional, depth);
            case CharSequence text -> quote(text);
            case Boolean truth -> out.append(truth.booleanValue());
            case Number number -> writeNumber(number);
            case Map<?, ?> map -> writeMap(map, depth);
            case Collection<?> list -> writeList(list, depth);
            case Enum<?> word -> quote(word.toString());
            case null -> throw new IllegalArgumentException("null; use an empty Optional");
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    private void writeOptional(Optional<?> optional, int depth) {
        if (optional.isPresent()) {
            write(optional.get(), depth + 1);
        } else {
            out.append("null");
        }
    }

    private void writeNumber(Number number) {
        switch (number) {
            case Integer i -> out.append(i.intValue());
            case Long l -> out.append(l.longValue());
            case BigDecimal decimal -> out.append(decimal.toPlainString());
            case Double d when Double.isFinite(d) -> out.append(Decimals.normal(d).toPlainString());
            default -> throw new IllegalArgumentException("no JSON for the number " + number);
        }
    }

    private void writeMap(Map<?, ?> map, int depth) {
        Map<?, ?> entries = sorted ? new TreeMap<>(map) : map;
        if (entries.isEmpty()) {
            out.append("{}");
            return;
        }
        out.append('{');
        boolean first = true;
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                throw new IllegalArgumentException("a key is not a text: " + entry.getKey());
            }
            separate(first, depth + 1);
            first = false;
            quote(key);
            out.append(pretty ? ": " : ":");
            write(entry.getValue(), depth + 1);
        }
        newline(depth);
        out.append('}');
    }

    private void writeList(Collection<?> list, int depth) {
        if (list.isEmpty()) {
            out.append("[]");
            return;
        }
        out.append('[');
        Iterator<?> items = list.iterator();
        boolean first = true;
        while (items.hasNext()) {
            separate(first, depth + 1);
            first = false;
            write(items.next(), depth + 1);
        }
        newline(depth);
        out.append(']');
    }

    private void separate(boolean first, int depth) {
        if (!first) {
            out.append(',');
        }
        newline(depth);
    }

    private void newline(int depth) {
        if (pretty) {
            out.append('\n');
            for (int i = 0; i < depth; i++) {
                out.append("  ");
            }
        }
    }

    private void quote(CharSequence text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (mustEscape(text, i, c)) {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** A surrogate without its partner has no UTF-8 form, so it is kept as an escape. */
    private static boolean mustEscape(CharSequence text, int at, char c) {
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return at == 0 || !Character.isHighSurrogate(text.charAt(at - 1));
        }
        return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029;
    }

    /** A text as a JSON string. */
    public static String string(String text) {
        return compact(List.of(text)).transform(list -> list.substring(1, list.length() - 1));
    }
}
