package io.bailiwick.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPECIFICATION.md against what measures and proves it. */
class SpecificationTest {

    private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern TEST =
            Pattern.compile("`([A-Z][A-Za-z]+(?:Test|Contract))#([a-z][A-Za-z]+)`");

    private static List<String> lines() throws IOException {
        return Files.readAllLines(CHECKOUT.resolve("SPECIFICATION.md"));
    }

    @ParameterizedTest
    @EnumSource
    void everyMeasuredNumberHasARowWithItsTargetAndItsCommand(Promise promise) throws IOException {
        String row =
                "| "
                        + promise.title()
                        + " | "
                        + promise.target()
                        + " | `"
                        + promise.command()
                        + "` |";

        assertThat(lines()).filteredOn(line -> line.startsWith(row)).hasSize(1);
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Set<String> named = new HashSet<>();
        for (String line : lines()) {
            Matcher test = TEST.matcher(line);
            while (test.find()) {
                named.add(test.group(1) + "#" + test.group(2));
            }
        }
        Set<String> missing = new HashSet<>();
        for (String test : named) {
            if (!exists(
                    test.substring(0, test.indexOf('#')), test.substring(test.indexOf('#') + 1))) {
                missing.add(test);
            }
        }

        assertThat(named).isNotEmpty();
        assertThat(missing).isEmpty();
    }

    private static boolean exists(String type, String method) throws IOException {
        Pattern declaration = Pattern.compile("\\bvoid " + method + "\\(");
        try (Stream<Path> modules = Files.list(CHECKOUT)) {
            for (Path tests : modules.map(m -> m.resolve("src/test/java")).toList()) {
                if (Files.isDirectory(tests) && declares(tests, type + ".java", declaration)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean declares(Path tests, String file, Pattern declaration)
            throws IOException {
        try (Stream<Path> tree = Files.walk(tests)) {
            for (Path source : tree.filter(p -> p.endsWith(file)).toList()) {
                if (declaration.matcher(Files.readString(source)).find()) {
                    return true;
                }
            }
        }
        return false;
    }
}
