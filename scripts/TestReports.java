import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Sums up Surefire's XML reports, holds the skipped tests against the expected ones, and closes with a line
 * {@code N passed, N failed, N skipped}.
 *
 * <p>Usage: {@code java TestReports.java EXPECTED-SKIPS ROOT...}; exit status 1 when a test failed, a skip was not
 * expected, or no test ran.
 */
final class TestReports {

    /** Of a stack trace; its end is the test framework's. */
    private static final int SHOWN_LINES = 12;

    private record Case(String name, Result result, String message) {}

    private enum Result {
        PASSED,
        FAILED,
        SKIPPED
    }

    private TestReports() {}

    public static void main(String[] args) throws IOException {
        Map<String, Integer> expected = readExpected(Path.of(args[0]));
        int passed = 0;
        int failed = 0;
        int skipped = 0;
        boolean complaints = false;
        for (String root : List.of(args).subList(1, args.length)) {
            List<Case> cases = readCases(Path.of(root));
            cases.stream()
                    .filter(test -> test.result() == Result.FAILED)
                    .forEach(test -> System.out.println(("FAILED  " + test.name() + "\n" + test.message()).strip()));
            // Each root is a run of its own on the same host, so the numbers hold for each.
            complaints |= complainAboutSkips(cases, expected);
            passed += count(cases, Result.PASSED);
            failed += count(cases, Result.FAILED);
            skipped += count(cases, Result.SKIPPED);
        }
        if (passed + failed == 0) {
            System.out.println("no test ran");
        }
        System.out.printf("%d passed, %d failed, %d skipped%n", passed, failed, skipped);
        System.exit(failed > 0 || passed == 0 || complaints ? 1 : 0);
    }

    private static int count(List<Case> cases, Result result) {
        return (int) cases.stream().filter(test -> test.result() == result).count();
    }

    private static boolean complainAboutSkips(List<Case> cases, Map<String, Integer> expected) {
        Map<String, Integer> seen = new TreeMap<>();
        boolean complaints = false;
        for (Case test : cases) {
            if (test.result() == Result.SKIPPED) {
                String feature = featureOf(test.message(), expected);
                if (feature.isEmpty()) {
                    System.out.println("UNEXPECTED SKIP  " + test.name() + ": " + test.message());
                    complaints = true;
                } else {
                    System.out.println("skipped " + test.name() + ": " + test.message());
                    seen.merge(feature, 1, Integer::sum);
                }
            }
        }
        for (var entry : seen.entrySet()) {
            int allowed = expected.getOrDefault(entry.getKey(), 0);
            if (entry.getValue() != allowed) {
                System.out.printf(
                        "UNEXPECTED NUMBER OF SKIPS  %s: %d instead of %d%n",
                        entry.getKey(), entry.getValue(), allowed);
                complaints = true;
            }
        }
        return complaints;
    }

    /** The expected beginning that the message has, or nothing; JUnit writes two words of its own before it. */
    private static String featureOf(String message, Map<String, Integer> expected) {
        String reason = message.replaceFirst("^.*?Assumption failed: ", "");
        return expected.keySet().stream().filter(reason::startsWith).findFirst().orElse("");
    }

    private static Map<String, Integer> readExpected(Path file) throws IOException {
        Map<String, Integer> expected = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split("\t");
                expected.put(parts[0].strip(), Integer.valueOf(parts[1].strip()));
            }
        }
        return expected;
    }

    private static List<Case> readCases(Path root) throws IOException {
        List<Case> cases = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.sorted().toList()) {
                Path reports = module.resolve("target/surefire-reports");
                if (Files.isDirectory(reports)) {
                    readModule(reports, cases);
                }
            }
        }
        return cases;
    }

    private static void readModule(Path reports, List<Case> cases) throws IOException {
        try (Stream<Path> files = Files.list(reports)) {
            files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                    .sorted()
                    .forEach(file -> cases.addAll(readReport(file)));
        }
    }

    private static List<Case> readReport(Path file) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        List<Case> cases = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            XMLStreamReader reader = factory.createXMLStreamReader(in);
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT && reader.getLocalName().equals("testcase")) {
                    cases.add(readCase(reader));
                }
            }
        } catch (XMLStreamException e) {
            // A JVM that died in the middle leaves half a report: that is a failure of its own.
            cases.add(new Case(file + " is incomplete: " + e.getMessage(), Result.FAILED, ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases;
    }

    private static Case readCase(XMLStreamReader reader) throws XMLStreamException {
        String name = reader.getAttributeValue(null, "classname") + "." + reader.getAttributeValue(null, "name");
        Result result = Result.PASSED;
        String message = "";
        int depth = 1;
        while (depth > 0) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    switch (reader.getLocalName()) {
                        case "failure", "error" -> {
                            result = Result.FAILED;
                            message = beginningOf(reader);
                            continue;
                        }
                        case "skipped" -> {
                            result = Result.SKIPPED;
                            message = reasonOf(reader);
                            continue;
                        }
                        default -> {}
                    }
                    depth++;
                }
                case XMLStreamConstants.END_ELEMENT -> depth--;
                default -> {}
            }
        }
        return new Case(name, result, message);
    }

    /** The beginning of what a failed test threw; reads past the element's end. */
    private static String beginningOf(XMLStreamReader reader) throws XMLStreamException {
        return reader.getElementText().lines().limit(SHOWN_LINES).map(line -> "        " + line).collect(Collectors.joining("\n"));
    }

    /** The message of the element {@code skipped}, an attribute or the first line of its text; reads past its end. */
    private static String reasonOf(XMLStreamReader reader) throws XMLStreamException {
        String attribute = reader.getAttributeValue(null, "message");
        String text = reader.getElementText();
        return attribute == null ? text.lines().findFirst().orElse("") : attribute;
    }
}
