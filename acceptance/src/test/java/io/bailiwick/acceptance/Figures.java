package io.bailiwick.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * What a test has measured beside what it asserts. A bound that a test asserts has room for a busy
 * machine; the figure itself is for whoever runs {@code ./verify-long} on a quiet one.
 */
public final class Figures {

    /** A file that receives a line for each figure; without one they are not kept. */
    private static final String FILE = System.getProperty("bailiwick.figures", "");

    private Figures() {}

    /** Notes a figure. */
    public static void note(String name, String value) throws IOException {
        if (!FILE.isEmpty()) {
            Files.writeString(
                    Path.of(FILE),
                    name + ": " + value + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    /** Notes the longest of several times. */
    public static void note(String name, Duration longest, int of) throws IOException {
        note(name, "%d ms at most, %d times".formatted(longest.toMillis(), of));
    }
}
