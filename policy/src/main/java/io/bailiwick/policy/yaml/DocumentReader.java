package io.bailiwick.policy.yaml;

import io.bailiwick.policy.diagnostics.Printable;
import io.bailiwick.policy.diagnostics.Problem;
import io.bailiwick.policy.diagnostics.Suggestions;
import io.bailiwick.policy.schema.Complaint;
import io.bailiwick.policy.schema.Field;
import io.bailiwick.policy.schema.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a document against a {@link Type.Mapping}, collecting every problem. */
public final class DocumentReader {
    /** A file with more problems than this is not one that a person mends line by line. */
    private static final int MOST_PROBLEMS = 100;

    private final Type.Mapping root;
    private final SourceText source;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Place> places = new HashMap<>();

    private DocumentReader(Type.Mapping root, String text) {
        this.root = root;
        this.source = new SourceText(text);
    }

    /** The document is not a mapping. */
    public static final class NotAMappingException extends Exception {
        private static final long serialVersionUID = 1;

        private final String typeName;

        NotAMappingException(String typeName) {
            super("not a mapping: " + typeName);
            this.typeName = typeName;
        }

        /**
         * What it is instead: {@code list}, {@code str}, {@code int}, {@code float}, {@code bool}.
         */
        public String typeName() {
            return typeName;
        }
    }

    /**
     * Reads a text. An empty document and {@code null} are the same as an empty mapping.
     *
     * @throws YamlException when the text is not YAML or exceeds a bound
     * @throws NotAMappingException when the document is a list or a scalar
     */
    public static Document read(Type.Mapping root, String text)
            throws YamlException, NotAMappingException {
        Optional<YamlNode> node = YamlComposer.compose(text);
        if (node.isEmpty() || Scalars.isNull(node.get())) {
            return new Document(Map.of(), List.of(), Map.of());
        }
        if (!(node.get() instanceof YamlNode.Mapping mapping)) {
            throw new NotAMappingException(node.get().typeName());
        }
        DocumentReader reader = new DocumentReader(root, text);
        Map<String, Object> values = reader.mapping(root, mapping, "");
        return new Document(values, reader.problems, reader.places);
    }

    private Map<String, Object> mapping(Type.Mapping type, YamlNode.Mapping node, String path) {
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, Place> seen = new HashMap<>();
        for (YamlNode.Entry entry : node.entries()) {
            Optional<String> key = key(entry.key(), seen, path);
            if (key.isEmpty()) {
                continue;
            }
            Optional<Field> field = type.field(key.get());
            if (field.isEmpty()) {
                unknown(type, key.get(), entry.key(), path);
                continue;
            }
            String below = join(path, key.get());
            places.put(below, entry.value().place());
            if (field.get().isNullable() && Scalars.isNull(entry.value())) {
                continue;
            }
            value(field.get().type(), key.get(), entry.value(), below)
                    .ifPresent(value -> values.put(key.get(), value));
        }
        for (Field field : type.fields()) {
            if (field.isRequired() && !seen.containsKey(field.key())) {
                String message = field.key() + " is required";
                report(Complaint.of(message, field.doc()), node.place(), join(path, field.key()));
            }
        }
        checkConstraints(type, values, seen, path);
        return values;
    }

    private Optional<String> key(YamlNode node, Map<String, Place> seen, String path) {
        if (!(node instanceof YamlNode.Scalar scalar)) {
            report(
                    new Complaint("a key must be a text, got " + node.typeName(), Optional.empty()),
                    node.place(),
                    path);
            return Optional.empty();
        }
        Place first = seen.putIfAbsent(scalar.text(), node.place());
        if (first != null) {
            report(
                    new Complaint(
                            "duplicate key "
                                    + Printable.quote(scalar.text())
                                    + ", first written in line "
                                    + first.line(),
                            Optional.of("remove one of the two")),
                    node.place(),
                    join(path, scalar.text()));
            return Optional.empty();
        }
        return Optional.of(scalar.text());
    }

    private void unknown(Type.Mapping type, String key, YamlNode node, String path) {
        Optional<String> help =
                key.equals("<<")
                        ? Optional.of("YAML 1.2 has no merge keys; write the keys out")
                        : suggestion(type, key);
        report(
                new Complaint("unknown key " + Printable.quote(key), help),
                node.place(),
                join(path, key));
    }

    private Optional<String> suggestion(Type.Mapping type, String key) {
        return Suggestions.didYouMean(key, type.keys())
                .or(() -> Homes.of(root, key).map(home -> "'" + key + "' belongs " + home));
    }

    private void checkConstraints(
            Type.Mapping type, Map<String, Object> values, Map<String, Place> seen, String path) {
        for (Type.Constraint constraint : type.constraints()) {
            String key = constraint.key();
            Object word =
                    seen.containsKey(constraint.when())
                            ? values.get(constraint.when())
                            : type.field(constraint.when()).flatMap(Field::byDefault).orElse("");
            if (word instanceof String text && values.get(key) instanceof List<?> list) {
                constraint
                        .check(text, list)
                        .ifPresent(complaint ->
                                report(complaint, placeOf(join(path, key)), join(path, key)));
            }
        }
    }

    private Place placeOf(String path) {
        Place place = places.get(path);
        return place == null ? new Place(1, 1) : place;
    }

    private Optional<Object> value(Type type, String key, YamlNode node, String path) {
        return switch (type) {
            case Type.Mapping mapping -> {
                if (node instanceof YamlNode.Mapping entries) {
                    yield Optional.of(mapping(mapping, entries, path));
                }
                yield mismatch(key, "a mapping", node, path, Optional.empty());
            }
            case Type.ListOf list -> {
                if (node instanceof YamlNode.Sequence sequence) {
                    yield list(list, key, sequence, path);
                }
                yield mismatch(key, "a list", node, path, listHelp(key, node));
            }
            case Type.Choice choice -> text(choice, key, node, path);
            case Type.Text text -> text(text, key, node, path);
            case Type.WholeNumber whole -> number(whole, key, "a whole number", node, path);
            case Type.DecimalNumber decimal -> number(decimal, key, "a number", node, path);
        };
    }

    private Optional<Object> list(
            Type.ListOf type, String key, YamlNode.Sequence node, String path) {
        Optional<Complaint> tooMany = type.checkSize(key, node.items().size());
        if (tooMany.isPresent()) {
            return report(tooMany.get(), node.place(), path);
        }
        List<Object> values = new ArrayList<>(node.items().size());
        int index = 0;
        boolean complete = true;
        for (YamlNode item : node.items()) {
            String below = join(path, Integer.toString(index++));
            places.put(below, item.place());
            Optional<Object> value = value(type.item(), key, item, below);
            value.ifPresent(values::add);
            complete &= value.isPresent();
        }
        return complete ? Optional.of(values) : Optional.empty();
    }

    private Optional<Object> text(Type type, String key, YamlNode node, String path) {
        if (!(node instanceof YamlNode.Scalar scalar) || !scalar.typeName().equals("str")) {
            Optional<String> help =
                    node instanceof YamlNode.Scalar(String word, boolean _, Place _)
                                    && !word.isEmpty()
                            ? Optional.of("put quotes around it if a text is meant")
                            : Optional.empty();
            return mismatch(key, "a text", node, path, help);
        }
        return checked(type, key, scalar.text(), node, path);
    }

    private Optional<Object> number(
            Type type, String key, String wanted, YamlNode node, String path) {
        if (!(node instanceof YamlNode.Scalar scalar)) {
            return mismatch(key, wanted, node, path, Optional.empty());
        }
        Optional<BigDecimal> number = Scalars.number(scalar.text());
        if (number.isEmpty()) {
            return mismatch(key, wanted, node, path, numberHelp(scalar));
        }
        if (type instanceof Type.DecimalNumber) {
            return checked(type, key, number.get(), node, path);
        }
        if (number.get().stripTrailingZeros().scale() > 0) {
            return mismatch(key, wanted, node, path, Optional.empty());
        }
        return checked(type, key, number.get(), node, path)
                .map(value -> ((BigDecimal) value).longValueExact());
    }

    private Optional<Object> checked(
            Type type, String key, Object value, YamlNode node, String path) {
        Optional<Complaint> complaint = type.check(key, value);
        if (complaint.isPresent()) {
            return report(complaint.get(), node.place(), path);
        }
        return Optional.of(value);
    }

    private Optional<Object> mismatch(
            String key, String wanted, YamlNode node, String path, Optional<String> help) {
        String got =
                node instanceof YamlNode.Scalar scalar && !Scalars.isNull(node)
                        ? Printable.quote(scalar.text())
                        : node.typeName();
        return report(
                new Complaint(key + " should be " + wanted + ", got " + got, help),
                node.place(),
                path);
    }

    private static Optional<String> listHelp(String key, YamlNode node) {
        return node instanceof YamlNode.Scalar(String text, boolean _, Place _) && !text.isEmpty()
                ? Optional.of("write " + key + ": [" + Printable.clean(text) + "]")
                : Optional.empty();
    }

    private static Optional<String> numberHelp(YamlNode.Scalar scalar) {
        String text = scalar.text().strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (Scalars.hasLeadingZero(text)) {
            return Optional.of("a leading zero is ambiguous in YAML; leave it out");
        }
        return Character.isDigit(text.charAt(0))
                ? Optional.of("write a decimal number alone; its unit is part of the key's meaning")
                : Optional.empty();
    }

    private Optional<Object> report(Complaint complaint, Place place, String path) {
        if (problems.size() < MOST_PROBLEMS) {
            Problem problem = Problem.error(path, complaint.message(), complaint.help());
            problems.add(source.locate(problem, place));
        }
        return Optional.empty();
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
