package io.bailiwick.policy;

/**
 * An answer to "what may the agent do with this?".
 *
 * @param subject what was asked for, in the form in which it was judged
 * @param kind what it is
 * @param verdict the answer in a word or two: {@code denied}, {@code allowed}, {@code read}, {@code
 *     read and write}, {@code read, writes stay private}, {@code private}
 * @param allowed whether anything at all is allowed
 * @param rule the rule that decides; says so when there is none
 * @param text one or two sentences
 */
public record Explanation(
        String subject, Kind kind, String verdict, boolean allowed, String rule, String text) {

    /** What was asked about. */
    public enum Kind {
        PATH("path"),
        VARIABLE("variable"),
        URL("url");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }
}
