package io.bailiwick.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/threat-cases.md} against the probe and the tests. */
class ThreatCasesTest {

    private static final Path CHECKOUT =
            Path.of(System.getProperty("bailiwick.checkout", "..")).toAbsolutePath().normalize();

    private static final Pattern CASE = Pattern.compile("`([A-Z]+(?:-\\d\\d)?)/([a-z0-9_*-]+)`");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)#(\\w+)`");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([A-Z]+-\\d\\d) \\|");

    private static String page() throws IOException {
        return Files.readString(CHECKOUT.resolve("docs/threat-cases.md"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }

    @Test
    void everyCaseThatIsNamedIsOneOfTheProbes() throws IOException {
        String probe =
                files(CHECKOUT.resolve("acceptance/src/test/c/probe"), ".c").stream()
                        .map(ThreatCasesTest::text)
                        .collect(Collectors.joining());
        List<String> missing = new ArrayList<>();
        Matcher named = CASE.matcher(page());
        while (named.find()) {
            String id = named.group(1) + "/" + named.group(2).replace("*", "");
            if (!probe.contains('"' + id + (named.group(2).equals("*") ? "" : "\""))) {
                missing.add(named.group());
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        List<String> missing = new ArrayList<>();
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("policy", "core", "linux", "runtime", "cli", "acceptance")) {
            sources.addAll(files(CHECKOUT.resolve(module + "/src/test/java"), "Test.java"));
        }
        Matcher named = TEST.matcher(page());
        while (named.find()) {
            String method = " " + named.group(2) + "(";
            boolean there =
                    sources.stream()
                            .filter(file -> file.endsWith(named.group(1) + ".java"))
                            .anyMatch(file -> text(file).contains(method));
            if (!there) {
                missing.add(named.group());
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyCaseOfProcessesSystemCallsAndResourcesHasItsRow() throws IOException {
        TreeSet<String> rows =
                ROW.matcher(page())
                        .results()
                        .map(row -> row.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(rows).containsAll(ids("PROC", 20)).containsAll(ids("SYS", 36));
        assertThat(rows).containsAll(ids("RES", 23)).containsAll(ids("ENV", 5));
    }

    private static List<String> ids(String family, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> "%s-%02d".formatted(family, number))
                .toList();
    }
}
