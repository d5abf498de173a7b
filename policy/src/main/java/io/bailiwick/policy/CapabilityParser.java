package io.bailiwick.policy;

import io.bailiwick.policy.diagnostics.Printable;
import io.bailiwick.policy.diagnostics.Problem;
import io.bailiwick.policy.yaml.Document;
import io.bailiwick.policy.yaml.DocumentReader;
import io.bailiwick.policy.yaml.SourceText;
import io.bailiwick.policy.yaml.YamlException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads capability files: YAML 1.2, at most 1 MiB of UTF-8 (a byte order mark is allowed), one
 * document, at most 32 levels, 50 aliases and 10,000 values, no tags.
 *
 * <p>An unknown or duplicate key is an error at any level. An empty document has every default. All
 * problems are reported at once.
 */
public final class CapabilityParser {
    private static final int MOST_BYTES = 1 << 20;
    private static final String TEXT_NAME = "<string>";

    private CapabilityParser() {}

    /**
     * Reads a file.
     *
     * @throws CapabilityParseException when it cannot be read or is not accepted
     */
    public static CapabilityDeclaration fromFile(Path file) {
        return parse(file).capability();
    }

    /** As {@link #fromFile(Path)}. */
    public static CapabilityDeclaration fromFile(String file) {
        try {
            return fromFile(Path.of(file));
        } catch (InvalidPathException e) {
            throw failure("capability file not found: " + Printable.quote(file), TEXT_NAME);
        }
    }

    /**
     * Reads a text.
     *
     * @throws CapabilityParseException when it is not accepted
     */
    public static CapabilityDeclaration fromString(String yaml) {
        return parse(yaml, TEXT_NAME).capability();
    }

    /**
     * Reads a file and keeps the places of its values, for {@link Lint}.
     *
     * @throws CapabilityParseException when it cannot be read or is not accepted
     */
    public static ParsedCapability parse(Path file) {
        return parse(decode(read(file), file.toString()), file.toString());
    }

    /**
     * Reads a text and keeps the places of its values.
     *
     * @param name what stands for the file in messages
     * @throws CapabilityParseException when it is not accepted
     */
    public static ParsedCapability parse(String yaml, String name) {
        String text = yaml.startsWith("\ufeff") ? yaml.substring(1) : yaml;
        try {
            Document document = DocumentReader.read(CapabilityFields.CAPABILITY, text);
            if (!document.problems().isEmpty()) {
                throw new CapabilityParseException(
                        report(document.problems()), document.problems(), name);
            }
            return new ParsedCapability(
                    CapabilityBuilding.capability(document.values()),
                    name,
                    new SourceText(text),
                    document.places());
        } catch (YamlException e) {
            Problem problem =
                    Problem.error("", "YAML parse error: " + e.problem(), Optional.empty());
            Problem located =
                    e.place()
                            .map(place -> new SourceText(text).locate(problem, place))
                            .orElse(problem);
            throw new CapabilityParseException(located.message(), List.of(located), name);
        } catch (DocumentReader.NotAMappingException e) {
            throw failure("capability file must be a YAML mapping, got " + e.typeName(), name);
        }
    }

    private static byte[] read(Path file) {
        if (!Files.exists(file)) {
            throw failure("capability file not found: " + file, file.toString());
        }
        if (!Files.isRegularFile(file)) {
            throw failure("path is not a file: " + file, file.toString());
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw failure(
                        "cannot read capability file: it has more than " + MOST_BYTES + " bytes",
                        file.toString());
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw failure("capability file not found: " + file, file.toString());
        } catch (IOException e) {
            throw failure("cannot read capability file: " + e, file.toString());
        }
    }

    private static String decode(byte[] bytes, String name) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(buffer)
                    .toString();
        } catch (CharacterCodingException e) {
            throw failure(
                    "cannot read capability file: it is not UTF-8 at byte " + buffer.position(),
                    name);
        }
    }

    private static String report(List<Problem> problems) {
        StringBuilder out = new StringBuilder("capability validation error: ");
        out.append(problems.size())
                .append(problems.size() == 1 ? " validation error" : " validation errors")
                .append(" for CapabilityDeclaration");
        for (Problem problem : problems) {
            out.append('\n').append(problem.path());
            out.append("\n  ").append(problem.message());
        }
        return out.toString();
    }

    private static CapabilityParseException failure(String message, String name) {
        Problem problem = Problem.error("", message, Optional.empty());
        return new CapabilityParseException(problem.message(), List.of(problem), name);
    }
}
