package io.bailiwick.bench;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures the promises. Exit code 0 when everything that was measured worked, 1 when something did
 * not, 2 for a wrong command line. A missed time is printed, not punished: it depends on the host.
 */
public final class Main {

    private Main() {}

    /** See {@link Options#USAGE}. */
    public static void main(String[] arguments) {
        Options options;
        try {
            options = Options.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + Options.USAGE);
            System.exit(2);
            return;
        }
        try {
            run(options, utf8());
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    /** The signs of the tables, whatever the locale says. */
    private static PrintStream utf8() {
        return new PrintStream(
                new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    }

    /**
     * Runs the suites and prints as they go.
     *
     * @throws Exception when something that is measured does not work; nothing is left behind
     */
    static Report run(Options options, PrintStream out) throws Exception {
        Report report = new Report(options, Machine.read(), out);
        report.begin();
        Path directory = Files.createTempDirectory("bailiwick-bench");
        try {
            Bench bench = new Bench(options, report, Tools.find(directory), directory);
            for (Suite suite : Suite.values()) {
                if (options.suites().contains(suite)) {
                    suite.run(bench);
                }
            }
        } finally {
            remove(directory);
        }
        report.end(LocalDate.now(ZoneOffset.UTC));
        return report;
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
