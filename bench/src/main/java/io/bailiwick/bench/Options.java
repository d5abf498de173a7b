package io.bailiwick.bench;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What to measure and how to print it.
 *
 * @param suites which suites run, in their own order
 * @param smoke whether each thing is done once, to see that it works; nothing is judged then
 * @param markdown whether rows are printed as SPECIFICATION.md holds them
 * @param sandboxes how many idle sandboxes are alive at once for their memory, 2 to 10,000
 * @param cycles how often the closed loop creates and destroys, 1 to 1,000,000
 */
record Options(Set<Suite> suites, boolean smoke, boolean markdown, int sandboxes, int cycles) {

    static final String USAGE =
            """
            usage: bench [SUITE...] [--smoke] [--markdown] [--sandboxes N] [--cycles N]

            suites: %s; all when none is named
              --smoke        do each thing once, to see that it works
              --markdown     print the rows of SPECIFICATION.md
              --sandboxes N  idle sandboxes alive at once, 2 to 10000 (200)
              --cycles N     create + destroy in the closed loop, 1 to 1000000 (1000)

            -Dbailiwick.distribution=DIR names the unpacked distribution (the folder that holds
            bin/bailiwick); without it cli/target/dist/* of the checkout is used.
            Sandboxes are made as this user, so the audit of this user grows.
            """
                    .formatted(names());

    private static final int DEFAULT_SANDBOXES = 200;
    private static final int DEFAULT_CYCLES = 1000;
    private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,7}");

    Options {
        require("--sandboxes", sandboxes, 2, 10_000);
        require("--cycles", cycles, 1, 1_000_000);
        if (smoke && markdown) {
            throw new IllegalArgumentException("a single iteration gives no row: drop --smoke");
        }
        suites = Set.copyOf(suites);
    }

    private static void require(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    option + " must be " + least + " to " + most + ": " + value);
        }
    }

    /** All suites, once each. */
    static Options smokeTest() {
        return new Options(EnumSet.allOf(Suite.class), true, false, DEFAULT_SANDBOXES, 1);
    }

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException for a word that is not known or a number out of its bounds
     */
    static Options parse(List<String> arguments) {
        EnumSet<Suite> suites = EnumSet.noneOf(Suite.class);
        boolean smoke = false;
        boolean markdown = false;
        int sandboxes = DEFAULT_SANDBOXES;
        int cycles = DEFAULT_CYCLES;
        List<String> rest = new ArrayList<>(arguments);
        while (!rest.isEmpty()) {
            String word = rest.removeFirst();
            switch (word) {
                case "--smoke" -> smoke = true;
                case "--markdown" -> markdown = true;
                case "--sandboxes" -> sandboxes = number(word, rest);
                case "--cycles" -> cycles = number(word, rest);
                default -> suites.add(suite(word));
            }
        }
        return new Options(
                suites.isEmpty() ? EnumSet.allOf(Suite.class) : suites,
                smoke,
                markdown,
                sandboxes,
                cycles);
    }

    private static int number(String option, List<String> rest) {
        if (rest.isEmpty() || !WHOLE_NUMBER.matcher(rest.getFirst()).matches()) {
            throw new IllegalArgumentException(option + " needs a whole number");
        }
        return Integer.parseInt(rest.removeFirst());
    }

    private static Suite suite(String word) {
        for (Suite suite : Suite.values()) {
            if (suite.word().equals(word)) {
                return suite;
            }
        }
        throw new IllegalArgumentException("unknown suite or option '" + word + "'; " + names());
    }

    private static String names() {
        List<String> words = new ArrayList<>();
        for (Suite suite : Suite.values()) {
            words.add(suite.word());
        }
        return String.join(", ", words).toLowerCase(Locale.ROOT);
    }

    /** The number of rounds that are not counted: {@code full}, or none. */
    int warmups(int full) {
        return smoke ? 0 : full;
    }

    /** The number of rounds: {@code full}, or one when only the working is to be seen. */
    int rounds(int full) {
        return smoke ? 1 : full;
    }
}
