package io.bailiwick.policy.diagnostics;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the word that was probably meant, by the optimal string alignment distance: the smallest
 * number of insertions, deletions, substitutions and swaps of neighbours, no part edited twice.
 */
public final class Suggestions {
    private static final int LONGEST_WORD = 64;

    private Suggestions() {}

    /** The help line {@code did you mean 'x'?}, when one of the words is close enough. */
    public static Optional<String> didYouMean(String word, Collection<String> known) {
        return closest(word, known).map(found -> "did you mean '" + found + "'?");
    }

    /**
     * The closest known word, when at most a third of its letters differ. The first of several
     * equally close words wins.
     */
    public static Optional<String> closest(String word, Collection<String> known) {
        if (word.length() > LONGEST_WORD) {
            return Optional.empty();
        }
        String meant = word.toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
        Optional<String> best = Optional.empty();
        int least = Integer.MAX_VALUE;
        for (String candidate : known) {
            int distance = distance(meant, candidate.toLowerCase(Locale.ROOT));
            int allowed = Math.max(1, candidate.length() / 3);
            if (distance <= allowed && distance < least) {
                least = distance;
                best = Optional.of(candidate);
            }
        }
        return best;
    }

    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            cost[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            cost[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int least = Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1);
                least = Math.min(least, cost[i - 1][j - 1] + change);
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    least = Math.min(least, cost[i - 2][j - 2] + 1);
                }
                cost[i][j] = least;
            }
        }
        return cost[a.length()][b.length()];
    }
}
