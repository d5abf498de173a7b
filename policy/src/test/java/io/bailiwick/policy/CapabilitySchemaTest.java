package io.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.bailiwick.policy.diagnostics.Problem;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The schema gives an editor the verdicts that the reader gives, but for listed differences. */
class CapabilitySchemaTest {
    private static final Path DIFFERENCES = Path.of("../docs/schema-differences.md");
    private static final int MUTANTS = Integer.getInteger("bailiwick.mutants", 10_000);

    private final Schema schema =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(CapabilitySchema.json());

    @Test
    void validFilesAreAcceptedByBoth() {
        for (String yaml : CapabilityCorpus.VALID) {
            assertThat(readerAccepts(yaml)).as(yaml).isEmpty();
            assertThat(schemaErrors(yaml)).as(yaml).isEmpty();
        }
    }

    @Test
    void aWrongFileIsRefusedByTheSchema() {
        for (String yaml :
                List.of(
                        "resource_limts: {}",
                        "resource_limits: {max_memory_mb: 0}",
                        "permissions: [x]",
                        "filesystem_config: {writable_paths: [/x]}",
                        "filesystem_config: {mode: none, read_paths: [/x]}",
                        "network_egress_rules: [{ports: [1]}]",
                        "network_egress_rules: ~",
                        "[]")) {
            assertThat(schemaErrors(yaml)).as(yaml).isNotEmpty();
        }
    }

    @Test
    void everyKeyIsExplained() {
        String json = CapabilitySchema.json();
        for (var field : CapabilityFields.LIMITS.fields()) {
            assertThat(json).contains(Json.string(field.doc()));
        }
    }

    @Test
    void mutantsGetTheSameVerdictButForTheDifferencesThatAreListed() throws IOException {
        CapabilityMutants mutants = new CapabilityMutants(20261121);
        Set<String> seen = new TreeSet<>();
        int accepted = 0;
        for (int i = 0; i < MUTANTS; i++) {
            String yaml = mutants.next();
            Optional<CapabilityParseException> refusal = readerAccepts(yaml);
            boolean inSchema = schemaErrors(yaml).isEmpty();
            accepted += refusal.isEmpty() ? 1 : 0;
            if (refusal.isEmpty() != inSchema) {
                assertThat(refusal)
                        .as("only the reader may be the stricter one:\n%s", yaml)
                        .isPresent();
                for (Problem problem : refusal.get().problems()) {
                    seen.add(difference(problem, yaml));
                }
            }
        }
        assertThat(accepted).as("accepted mutants").isBetween(MUTANTS / 20, MUTANTS / 2);
        assertThat(seen).isEqualTo(listed());
    }

    /** The class of a problem that the schema does not see. */
    private static String difference(Problem problem, String yaml) {
        String message = problem.message();
        if (message.startsWith("YAML parse error: ")) {
            return "yaml";
        }
        if (message.startsWith("capability file must be")) {
            return "unlisted: " + yaml;
        }
        if (message.equals("unknown key '<<'")) {
            return "merge-key";
        }
        boolean quoted =
                problem.column() > 0
                        && "\"'".indexOf(problem.sourceLine().charAt(problem.column() - 1)) >= 0;
        if (quoted
                && message.matches("(?s).*(should be (greater|less) than|outside the valid).*")) {
            return "quoted-bounds";
        }
        if (message.contains(" should be a whole number, got ")
                || message.contains(" should be a number, got ")) {
            return "number-spelling";
        }
        return "unlisted: " + message + "\n" + yaml;
    }

    /** The differences that the document names, in the form {@code ## `name`}. */
    private static Set<String> listed() throws IOException {
        Set<String> names = new TreeSet<>();
        Pattern heading = Pattern.compile("## `([a-z-]+)`.*");
        for (String line : Files.readAllLines(DIFFERENCES)) {
            var matcher = heading.matcher(line);
            if (matcher.matches()) {
                names.add(matcher.group(1));
            }
        }
        return names;
    }

    private static Optional<CapabilityParseException> readerAccepts(String yaml) {
        try {
            CapabilityParser.fromString(yaml);
            return Optional.empty();
        } catch (CapabilityParseException e) {
            return Optional.of(e);
        }
    }

    /** What an editor sees: YAML 1.2 with the core schema, then the JSON Schema. */
    private List<String> schemaErrors(String yaml) {
        Object document;
        try {
            LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
            document = new Load(settings).loadFromString(yaml);
        } catch (YamlEngineException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
        List<String> errors = new ArrayList<>();
        schema.validate(Json.compact(plain(document)), InputFormat.JSON)
                .forEach(error -> errors.add(error.toString()));
        return errors;
    }

    private static Object plain(@Nullable Object value) {
        return switch (value) {
            case null -> Optional.empty();
            case Map<?, ?> map -> {
                Map<String, Object> result = new LinkedHashMap<>();
                map.forEach((key, item) -> result.put(String.valueOf(key), plain(item)));
                yield result;
            }
            case List<?> list -> {
                List<Object> result = new ArrayList<>();
                list.forEach(item -> result.add(plain(item)));
                yield result;
            }
            case BigInteger number -> new BigDecimal(number);
            // JSON has no such number; what stands for it here is a value that no key takes
            case Double number when !Double.isFinite(number) -> true;
            // written without an exponent, which the validator cannot compare with a bound
            case Double number when Math.abs(number) >= 0x1p63 ->
                    new BigDecimal(number).setScale(0);
            case String text -> text;
            case Boolean truth -> truth;
            case Number number -> number;
            default -> value.toString();
        };
    }
}
