package io.bailiwick.files.ignore;

/**
 * The rule that decides about a path.
 *
 * @param ignored whether the path is left out; false for a rule that begins with {@code !}
 * @param file the bytes of the path of the file with the rule, from the root of the tree
 * @param line its line there, from 1
 * @param pattern the rule as it is written, as bytes
 */
public record IgnoreVerdict(boolean ignored, String file, int line, String pattern) {}
