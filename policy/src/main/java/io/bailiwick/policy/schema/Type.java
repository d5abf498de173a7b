package io.bailiwick.policy.schema;

import io.bailiwick.policy.diagnostics.Printable;
import io.bailiwick.policy.diagnostics.Suggestions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What a value may be. */
public sealed interface Type {

    /**
     * Checks a plain value: a {@link Long}, {@link BigDecimal}, {@link String} or {@link List}.
     *
     * @param key the name that the message uses
     * @return what is wrong, or nothing
     */
    Optional<Complaint> check(String key, Object value);

    /**
     * A whole number between two bounds, both allowed.
     *
     * @param outside the message for a number outside of the bounds, {@code %s} standing for it;
     *     empty for the usual one
     */
    record WholeNumber(long min, long max, Optional<String> outside) implements Type {
        public WholeNumber(long min, long max) {
            this(min, max, Optional.empty());
        }

        @Override
        public Optional<Complaint> check(String key, Object value) {
            Optional<Complaint> complaint =
                    Bounds.check(
                            key, (Number) value, BigDecimal.valueOf(min), BigDecimal.valueOf(max));
            if (complaint.isEmpty() || outside.isEmpty()) {
                return complaint;
            }
            return Optional.of(
                    Complaint.of(outside.get().replace("%s", Bounds.shown((Number) value))));
        }
    }

    /** A decimal number between two bounds, both allowed; the lower one is positive. */
    record DecimalNumber(BigDecimal min, BigDecimal max) implements Type {
        public DecimalNumber(String min, String max) {
            this(new BigDecimal(min), new BigDecimal(max));
        }

        @Override
        public Optional<Complaint> check(String key, Object value) {
            return Bounds.check(key, (Number) value, min, max);
        }
    }

    /** One of a few words. */
    record Choice(List<String> words) implements Type {
        @Override
        public Optional<Complaint> check(String key, Object value) {
            String word = (String) value;
            if (words.contains(word)) {
                return Optional.empty();
            }
            return Optional.of(
                    new Complaint(
                            key + " should be " + listed() + ", got " + Printable.quote(word),
                            Suggestions.didYouMean(word, words)));
        }

        private String listed() {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < words.size(); i++) {
                if (i > 0) {
                    out.append(i == words.size() - 1 ? " or " : ", ");
                }
                out.append('\'').append(words.get(i)).append('\'');
            }
            return out.toString();
        }
    }

    /**
     * A text of a certain form.
     *
     * @param pattern the form, in the part of the syntax that Java and ECMA-262 share; the whole
     *     text must match
     * @param maxLength the longest text, in UTF-16 units
     * @param explain says what is wrong with a text that does not match
     */
    record Text(String pattern, int maxLength, Function<String, Complaint> explain)
            implements Type {
        @Override
        public Optional<Complaint> check(String key, Object value) {
            String text = (String) value;
            if (text.length() > maxLength) {
                return Optional.of(
                        Complaint.of(
                                key
                                        + " is too long: "
                                        + text.length()
                                        + " characters, limit is "
                                        + maxLength));
            }
            if (Pattern.compile(pattern).matcher(text).matches()) {
                return Optional.empty();
            }
            return Optional.of(explain.apply(text));
        }
    }

    /** A list of values of one type, with a bounded length. */
    record ListOf(Type item, int maxItems) implements Type {
        @Override
        public Optional<Complaint> check(String key, Object value) {
            List<?> items = (List<?>) value;
            Optional<Complaint> tooMany = checkSize(key, items.size());
            if (tooMany.isPresent()) {
                return tooMany;
            }
            for (Object element : items) {
                Optional<Complaint> complaint = item.check(key, element);
                if (complaint.isPresent()) {
                    return complaint;
                }
            }
            return Optional.empty();
        }

        /** Checks the length alone. */
        public Optional<Complaint> checkSize(String key, int size) {
            if (size <= maxItems) {
                return Optional.empty();
            }
            return Optional.of(
                    Complaint.of(key + " has " + size + " entries, limit is " + maxItems));
        }
    }

    /**
     * A mapping with fixed keys.
     *
     * @param name the name of the record that it becomes
     * @param fields the keys, in the order in which they are written
     * @param constraints what holds between the keys
     */
    record Mapping(String name, List<Field> fields, List<Constraint> constraints) implements Type {
        @Override
        public Optional<Complaint> check(String key, Object value) {
            return Optional.empty();
        }

        public List<String> keys() {
            List<String> keys = new ArrayList<>(fields.size());
            for (Field field : fields) {
                keys.add(field.key());
            }
            return keys;
        }

        public Optional<Field> field(String key) {
            for (Field field : fields) {
                if (field.key().equals(key)) {
                    return Optional.of(field);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * While {@code when} has one of {@code words}, the list {@code key} must be empty.
     *
     * @param when a key with a {@link Choice}
     * @param words the words for which the rule holds
     * @param key the key with a list
     * @param message what is wrong otherwise; {@code %s} stands for the word
     */
    record Constraint(String when, List<String> words, String key, String message) {
        public Optional<Complaint> check(String word, List<?> list) {
            if (list.isEmpty() || !words.contains(word)) {
                return Optional.empty();
            }
            return Optional.of(Complaint.of(message.replace("%s", word)));
        }
    }
}
